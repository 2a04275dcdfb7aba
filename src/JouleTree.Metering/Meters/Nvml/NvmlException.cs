namespace JouleTree.Metering.Meters.Nvml;

/// <summary>NVML answered with an error.</summary>
/// <param name="what">What it could not do.</param>
/// <param name="code">Its code (<c>nvmlReturn_t</c>).</param>
/// <param name="reason">Its own words.</param>
public sealed class NvmlException(string what, int code, string reason)
    : Exception($"NVML could not {what}: {(reason.Length > 0 ? reason : "no reason given")} (code {code})")
{
    /// <summary>Its code (<c>nvmlReturn_t</c>).</summary>
    public int Code { get; } = code;
}
