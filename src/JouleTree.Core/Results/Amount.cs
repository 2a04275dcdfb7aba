using System.Globalization;

namespace JouleTree.Core.Results;

/// <summary>Counts with what is counted, in messages.</summary>
internal static class Amount
{
    /// <summary>Such as <c>1 tree</c> and <c>2 trees</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one is called.</param>
    /// <param name="plural">What several are called; null where an s does it.</param>
    public static string Of(long count, string noun, string? plural = null) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? noun : plural ?? noun + "s")}";

    /// <summary>The form of a verb.</summary>
    /// <param name="count">How many do it.</param>
    /// <param name="one">What one does, such as <c>lies</c>.</param>
    /// <param name="several">What several do, such as <c>lie</c>.</param>
    public static string Do(long count, string one, string several) => count == 1 ? one : several;
}
