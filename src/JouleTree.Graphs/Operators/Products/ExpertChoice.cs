namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// How many experts of a mixture a batch of tokens reads, where each token is given some of them and nobody knows which. Tokens
/// choose independently of each other.
/// </summary>
/// <remarks>
/// Every expert is among those of one token with a probability p, so that of T tokens some one reads it with 1 − (1 − p)^T; the
/// sum over the experts is the mean number of distinct ones. All alike, p is k / E. With a skew s the expert of rank r has the
/// popularity 1 / r^s (Zipf's law), and p_r = min(1, c / r^s), with the c for which they sum to k.
/// </remarks>
internal static class ExpertChoice
{
    /// <summary>Distinct experts that a batch reads on average: from <paramref name="chosen"/> to <paramref name="experts"/>.</summary>
    /// <param name="experts">Experts that there are, E.</param>
    /// <param name="chosen">Experts that each token is given, k, from 1 to E.</param>
    /// <param name="tokens">Tokens of the batch, T; none reads none.</param>
    /// <param name="skew">Exponent of their popularity, s, at least 0.</param>
    public static double Distinct(long experts, long chosen, long tokens, double skew)
    {
        if (tokens == 0 || chosen == experts)
            return tokens == 0 ? 0 : experts;
        if (skew == 0)
            return experts * Read((double)chosen / experts, tokens);
        double distinct = 0;
        foreach (double probability in Probabilities((int)experts, (int)chosen, skew))
            distinct += Read(probability, tokens);
        // A single token reads just its own, which rounding must not blur.
        return Math.Clamp(distinct, chosen, experts);
    }

    /// <summary>Probability of each expert, the most popular first, to be among those of one token; they sum to k.</summary>
    /// <param name="experts">Experts that there are.</param>
    /// <param name="chosen">Experts that each token is given.</param>
    /// <param name="skew">Exponent of their popularity.</param>
    public static double[] Probabilities(int experts, int chosen, double skew)
    {
        double[] probabilities = new double[experts];
        // Popularity of an expert and all behind it, added up from the least, which loses nothing.
        double[] rest = new double[experts + 1];
        for (int index = experts - 1; index >= 0; index--)
            rest[index] = rest[index + 1] + (probabilities[index] = Math.Pow(index + 1, -skew));
        // The most popular are certain, as long as their share of what is left to choose is more than one.
        int certain = 0;
        while (certain < chosen && (chosen - certain) * probabilities[certain] >= rest[certain])
            probabilities[certain++] = 1;
        for (int index = certain; index < experts; index++)
            probabilities[index] *= (chosen - certain) / rest[certain];
        return probabilities;
    }

    private static double Read(double probability, long tokens) => 1 - Math.Pow(1 - Math.Min(1, probability), tokens);
}
