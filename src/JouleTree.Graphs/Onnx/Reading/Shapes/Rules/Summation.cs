namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Einstein's summation: <c>bhid,bhjd->bhij</c>.</summary>
/// <param name="Output">Shape of the result.</param>
/// <param name="Terms">Number of products: the product of the sizes of all indices.</param>
internal sealed record Summation(TensorShape Output, long Terms)
{
    /// <summary>Reads an equation for operands of known shapes; null where it does not fit them.</summary>
    public static Summation? Parse(string? equation, IEnumerable<TensorShape?> operands)
    {
        if (equation is null)
            return null;
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Replace("...", "*", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        TensorShape?[] shapes = [.. operands];
        if (terms.Length != shapes.Length || sides.Length > 2)
            return null;
        Dictionary<char, long> sizes = [];
        TensorShape rest = TensorShape.Scalar;
        int? dots = null;
        for (int index = 0; index < terms.Length; index++)
        {
            if (shapes[index] is not { } shape || Leading(terms[index], shape) is not { } leading
                || rest.Broadcast(leading) is not { } all)
                return null;
            rest = all;
            // By ONNX's rules every ellipsis stands for as many dimensions.
            if (terms[index].Contains('*', StringComparison.Ordinal) && (dots ??= leading.Rank) != leading.Rank)
                return null;
            int place = 0;
            Dictionary<char, long> own = [];
            foreach (char letter in terms[index])
            {
                if (letter == '*')
                {
                    place += leading.Rank;
                    continue;
                }

                long size = shape[place++];
                // A diagonal is that of a square.
                if (!own.TryAdd(letter, size) && own[letter] != size)
                    return null;
                if (sizes.GetValueOrDefault(letter, 1) is var known && known != 1 && size != 1 && known != size)
                    return null;
                sizes[letter] = Math.Max(size, sizes.GetValueOrDefault(letter, 1));
            }
        }

        string output = sides.Length == 2 ? sides[1] : Implicit(sides[0]);
        List<long> result = [];
        foreach (char letter in output)
        {
            if (letter == '*')
                result.AddRange(rest);
            else if (sizes.TryGetValue(letter, out long size))
                result.Add(size);
            else
                return null;
        }

        long products = sizes.Values.Aggregate(rest.Elements, (product, size) => checked(product * size));
        return new Summation(new TensorShape([.. result]), products);
    }

    /// <summary>Dimensions that the ellipsis stands for, or null where a term does not fit its operand.</summary>
    private static TensorShape? Leading(string term, TensorShape shape)
    {
        int star = term.IndexOf('*', StringComparison.Ordinal);
        int named = term.Length - (star < 0 ? 0 : 1);
        if (named > shape.Rank || (star < 0 && named != shape.Rank))
            return null;
        return star < 0 ? TensorShape.Scalar : new TensorShape(shape[star..(star + shape.Rank - named)]);
    }

    /// <summary>Without an arrow: the letters that occur once, in alphabetical order.</summary>
    private static string Implicit(string terms)
    {
        char[] letters = [.. terms.Where(char.IsLetter)];
        return (terms.Contains('*', StringComparison.Ordinal) ? "*" : "")
            + string.Concat(letters.Where(letter => letters.Count(other => other == letter) == 1).Order());
    }
}
