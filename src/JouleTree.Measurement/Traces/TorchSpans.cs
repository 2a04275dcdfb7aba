using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Traces;

/// <summary>What of a PyTorch trace says where time goes: modules or ranges, and operators.</summary>
internal sealed class TorchSpans
{
    private const string ModulePrefix = "nn.Module: ";

    private TorchSpans(IReadOnlyList<TorchSpan> spans, bool hasModules, bool hasDevice) =>
        (Spans, HasModules, HasDevice) = (spans, hasModules, hasDevice);

    /// <summary>Spans of modules (or ranges) and operators, by thread and start, outer before inner.</summary>
    public IReadOnlyList<TorchSpan> Spans { get; }

    /// <summary>Modules were recorded by the profiler itself; else they are ranges that the program named.</summary>
    public bool HasModules { get; }

    /// <summary>There are kernels of a device, whose time is not that of the host.</summary>
    public bool HasDevice { get; }

    /// <summary>Reads a trace.</summary>
    /// <param name="events">Its events.</param>
    /// <param name="path">What error messages call it.</param>
    /// <exception cref="InputException">It holds nothing that names modules.</exception>
    public static TorchSpans Read(IEnumerable<TraceEvent> events, string path)
    {
        List<TorchSpan> modules = [];
        List<TorchSpan> ranges = [];
        List<TorchSpan> operators = [];
        bool hasDevice = false;
        long count = 0;
        foreach (TraceEvent item in events)
        {
            count++;
            double end = item.Start + item.Duration;
            if (item.Category is "kernel" or "gpu_memcpy" or "gpu_memset" or "gpu_user_annotation")
                hasDevice = true;
            else if (item.Name.StartsWith(ModulePrefix, StringComparison.Ordinal))
                modules.Add(new TorchSpan(Named(item.Name[ModulePrefix.Length..]), item.Thread, item.Start, end, IsOperator: false));
            else if (item.Category is "python_function" or "cuda_runtime" or "ac2g" or "fwdbwd" or "Trace" or "overhead")
                continue;
            else if (item.Category == "cpu_op" || item.Name.Contains("::", StringComparison.Ordinal))
                operators.Add(new TorchSpan(Named(item.Name[(item.Name.LastIndexOf(':') + 1)..]), item.Thread, item.Start, end,
                    IsOperator: true));
            else if (!item.Name.StartsWith("ProfilerStep", StringComparison.Ordinal)
                && !item.Name.StartsWith("Optimizer.", StringComparison.Ordinal)
                && item.Category is "" or "user_annotation" or "user_scope")
                ranges.Add(new TorchSpan(Named(item.Name), item.Thread, item.Start, end, IsOperator: false));
        }

        if (modules.Count == 0 && ranges.Count == 0)
        {
            throw new InputException(new InputPlace(path), count == 0
                ? "holds no event with a name, a start and a duration: expected a trace as export_chrome_trace writes it"
                : $"names no modules among its {count} events: profile with with_stack=True or with_modules=True, or with "
                    + $"record_function around each module's forward");
        }

        List<TorchSpan> all = [.. modules.Count > 0 ? modules : ranges, .. operators];
        all.Sort(TorchSpan.Compare);
        return new TorchSpans(all, modules.Count > 0, hasDevice);
    }

    // A scope has no empty parts.
    private static string Named(string name) => name.AsSpan().Trim('.').IsEmpty ? "unnamed" : name;
}

/// <summary>A module, a named range or an operator that ran.</summary>
/// <param name="Name">Name: <c>Linear_0</c>, <c>root.encoder.layer.0</c>, <c>addmm</c>.</param>
/// <param name="Thread">Process and thread.</param>
/// <param name="Start">Start in microseconds.</param>
/// <param name="End">End in microseconds.</param>
/// <param name="IsOperator">An operator, not a module.</param>
internal readonly record struct TorchSpan(string Name, string Thread, double Start, double End, bool IsOperator)
{
    /// <summary>By thread and start; of those that start together the longer first, and a module before its operator.</summary>
    public static int Compare(TorchSpan left, TorchSpan right)
    {
        int order = string.CompareOrdinal(left.Thread, right.Thread);
        if (order == 0)
            order = left.Start.CompareTo(right.Start);
        if (order == 0)
            order = right.End.CompareTo(left.End);
        return order == 0 ? left.IsOperator.CompareTo(right.IsOperator) : order;
    }
}
