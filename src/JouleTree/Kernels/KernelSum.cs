using JouleTree.Core.Kernels;

namespace JouleTree.Kernels;

/// <summary>Joules and seconds of several kernels with the intervals of their sums.</summary>
/// <remarks>
/// What one formula tells errs together, so its half widths add; formulas err each by itself, so theirs add by their squares.
/// </remarks>
internal sealed class KernelSum
{
    private readonly Dictionary<(KernelKind? Kind, string Types), (double Joules, double Seconds)> _widths = [];
    private readonly Dictionary<string, double> _terms = new(StringComparer.Ordinal);

    /// <summary>Joules.</summary>
    public double Joules { get; private set; }

    /// <summary>Seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Joules of work that was not measured: what moves bytes alone.</summary>
    public double UnmeasuredJoules { get; private set; }

    /// <summary>Joules by what the kernels do.</summary>
    public IReadOnlyDictionary<string, double> Terms => _terms;

    /// <summary>The factor between the sum of joules and the ends of its interval.</summary>
    public double EnergyFactor => Factor(Joules, width => width.Joules);

    /// <summary>The same of seconds.</summary>
    public double TimeFactor => Factor(Seconds, width => width.Seconds);

    /// <summary>Adds a share of a kernel.</summary>
    /// <param name="cost">The share.</param>
    public void Add(KernelCost cost)
    {
        Joules += cost.Joules;
        Seconds += cost.Seconds;
        if (cost.Call.Shape is null)
            UnmeasuredJoules += cost.Joules;
        (double joules, double seconds) = _widths.GetValueOrDefault(cost.Formula);
        _widths[cost.Formula] = (joules + (cost.Joules * Math.Log(cost.Estimate.EnergyFactor)),
            seconds + (cost.Seconds * Math.Log(cost.Estimate.TimeFactor)));
        string term = NameOf(cost.Call.Shape?.Kind);
        _terms[term] = _terms.GetValueOrDefault(term) + cost.Joules;
    }

    /// <summary>Adds another sum.</summary>
    /// <param name="other">The other.</param>
    public void Add(KernelSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Joules += other.Joules;
        Seconds += other.Seconds;
        UnmeasuredJoules += other.UnmeasuredJoules;
        foreach (((KernelKind?, string) formula, (double Joules, double Seconds) width) in other._widths)
        {
            (double joules, double seconds) = _widths.GetValueOrDefault(formula);
            _widths[formula] = (joules + width.Joules, seconds + width.Seconds);
        }

        foreach ((string term, double joules) in other._terms)
            _terms[term] = _terms.GetValueOrDefault(term) + joules;
    }

    private double Factor(double sum, Func<(double Joules, double Seconds), double> width) => sum > 0
        ? Math.Exp(Math.Sqrt(_widths.Values.Sum(one => width(one) * width(one))) / sum)
        : 1;

    private static string NameOf(KernelKind? kind) => kind switch
    {
        KernelKind.Gemm => "products",
        KernelKind.Prefill => "prefill_attention",
        KernelKind.Decode => "decode_attention",
        KernelKind.Experts => "experts",
        _ => "moved_bytes",
    };
}
