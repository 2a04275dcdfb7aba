namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>What runs the workloads of a plan.</summary>
internal enum PlanEngine
{
    /// <summary>ONNX Runtime: networks, their modules, and layers.</summary>
    OnnxRuntime,

    /// <summary>PyTorch, in programs that carry it: layers, and whole networks that are made of such.</summary>
    Torch,
}

/// <summary>How plans spell engines.</summary>
internal static class PlanEngines
{
    /// <summary>The key of a plan that names one.</summary>
    public const string Key = "engine";

    /// <summary>All of them with their names.</summary>
    public static IReadOnlyList<(string Name, PlanEngine Value)> All { get; } =
        [("onnxruntime", PlanEngine.OnnxRuntime), ("torch", PlanEngine.Torch)];

    /// <summary>The name of one.</summary>
    /// <param name="engine">An engine.</param>
    public static string NameOf(PlanEngine engine) => All.First(pair => pair.Value == engine).Name;
}
