using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Sequences of tensors and optional values, which hold one tensor or none.</summary>
internal static class ListShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => Of(SequenceValue.Of(context.Type(0), Enumerable.Range(0, context.Count).Select(context.Shape))),
            "SequenceConstruct");
        rules.Add(context => Of(new SequenceValue((DataType)context.Integer("dtype", 1), [], null)), "SequenceEmpty");
        rules.Add(Inserted, "SequenceInsert");
        rules.Add(Erased, "SequenceErase");
        rules.Add(Chosen, "SequenceAt");
        rules.Add(_ => new Guess(DataType.Int64, TensorShape.Scalar), "SequenceLength");
        rules.Add(Joined, "ConcatFromSequence");
        rules.Add(Split, "SplitToSequence");
        rules.Add(context => new Guess(context.Type(0), context.Shape(0)) { Sequence = context.Sequence(0) }, "Optional",
            "OptionalGetElement", "Identity");
        rules.Add(_ => new Guess(DataType.Bool, TensorShape.Scalar), "OptionalHasElement");
    }

    private static Guess Of(SequenceValue sequence) => new(sequence.Type, sequence.Row) { Sequence = sequence };

    /// <summary>A place in a sequence, counted from the end where negative; null where it is not known.</summary>
    private static int? Place(ValueContext context, int input, int count, int most, int absent)
    {
        if (!context.Has(input))
            return absent;
        if (context.Value(input)?.Single is not { } given)
            return null;
        long place = (long)given < 0 ? (long)given + count : (long)given;
        return place >= 0 && place <= most
            ? (int)place
            : throw new ShapeConflictException($"place {given} is outside of a sequence of {count} tensor(s)");
    }

    private static Guess Inserted(ValueContext context)
    {
        DataType type = context.Type(1);
        if (context.Sequence(0) is not { } before)
            return Of(new SequenceValue(type, null, null));
        TensorShape? each = before.Tensors is { Count: 0 } || Equals(before.Each, context.Shape(1)) ? context.Shape(1) : null;
        if (before.Tensors is not { } tensors || context.Shape(1) is not { } added
            || Place(context, 2, tensors.Count, tensors.Count, tensors.Count) is not { } place)
            return Of(new SequenceValue(type, null, each));
        return Of(SequenceValue.Of(type, [.. tensors.Take(place), added, .. tensors.Skip(place)]));
    }

    private static Guess Erased(ValueContext context)
    {
        if (context.Sequence(0) is not { } before)
            return new Guess(context.Type(0), null);
        if (before.Tensors is not { Count: > 0 } tensors
            || Place(context, 1, tensors.Count, tensors.Count - 1, tensors.Count - 1) is not { } place)
            return Of(before with { Tensors = null });
        return Of(SequenceValue.Of(before.Type, tensors.Where((_, index) => index != place)));
    }

    private static Guess Chosen(ValueContext context)
    {
        if (context.Sequence(0) is not { } sequence)
            return new Guess(context.Type(0), null);
        TensorShape? shape = sequence.Tensors is { Count: > 0 } tensors
            && Place(context, 1, tensors.Count, tensors.Count - 1, 0) is { } place
            ? tensors[place]
            : sequence.Each;
        return new Guess(sequence.Type, shape);
    }

    private static Guess Joined(ValueContext context)
    {
        if (context.Sequence(0) is not { Tensors: { Count: > 0 } tensors } sequence)
            return new Guess(context.Type(0), null);
        TensorShape first = tensors[0];
        bool isNew = context.Integer("new_axis") != 0;
        int axis = ValueContext.AxisOf(context.Integer("axis"), isNew ? new TensorShape([.. first, 1]) : first);
        if (tensors.Any(shape => shape.Rank != first.Rank
            || Enumerable.Range(0, first.Rank).Any(index => (isNew || index != axis) && shape[index] != first[index])))
            throw new ShapeConflictException($"tensors of shapes {string.Join(", ", tensors)} cannot be joined along dimension {axis}");
        return new Guess(sequence.Type, isNew
            ? new TensorShape([.. first[..axis], tensors.Count, .. first[axis..]])
            : new TensorShape([.. first[..axis], tensors.Sum(shape => shape[axis]), .. first[(axis + 1)..]]));
    }

    private static Guess Split(ValueContext context)
    {
        DataType type = context.Type(0);
        if (context.Shape(0) is not { } x || (context.Has(1) && context.Integers(1) is null))
            return Of(new SequenceValue(type, null, null));
        int axis = ValueContext.AxisOf(context.Integer("axis"), x);
        // Without sizes each part is one position, whose dimension may be left out.
        bool keeps = context.Has(1) || context.Integer("keepdims", 1) != 0;
        long[] sizes = Sizes(context, x[axis]);
        if (sizes.Sum() != x[axis] || sizes.Any(size => size < 0))
            throw new ShapeConflictException($"dimension {axis} of {x} cannot be split into {string.Join(" + ", sizes)}");
        return Of(SequenceValue.Of(type, sizes.Select(size =>
            new TensorShape([.. x[..axis], .. keeps ? new[] { size } : [], .. x[(axis + 1)..]]))));
    }

    private static long[] Sizes(ValueContext context, long size)
    {
        const int Most = 4096;
        if (context.Value(1) is not { } given)
            return size > Most ? throw Many(size, 1) : [.. Enumerable.Repeat(1L, (int)size)];
        if (given.Shape.Rank > 0)
            return given.Integers;
        long each = given.Integers[0];
        if (each < 1)
            throw new ShapeConflictException($"parts of size {each}");
        if (size / each > Most)
            throw Many(size, each);
        return [.. Enumerable.Range(0, (int)((size + each - 1) / each)).Select(index => Math.Min(each, size - (index * each)))];
    }

    private static OverflowException Many(long size, long each) => new($"{size} positions in parts of {each}");
}
