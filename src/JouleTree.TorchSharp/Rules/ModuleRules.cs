using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Rules;

/// <summary>
/// Modules of TorchSharp's own that are one operator of the counting rules whatever libtorch does for them. Any other module is what
/// is done within it.
/// </summary>
internal static class ModuleRules
{
    private const string Namespace = "TorchSharp.Modules";
    private const string Weight = "weight";
    private const string Bias = "bias";

    /// <summary>Operators that read the module's input and these weights and buffers, in order.</summary>
    private static readonly Dictionary<string, (string Type, string[] Stored)> Rules = new(StringComparer.Ordinal)
    {
        ["Linear"] = ("Linear", [Weight, Bias]),
        ["Embedding"] = ("Embedding", [Weight]),
        ["LayerNorm"] = ("LayerNorm", [Weight, Bias]),
        ["GroupNorm"] = ("GroupNorm", [Weight, Bias]),
        ["BatchNorm1d"] = ("BatchNorm1d", [Weight, Bias, "running_mean", "running_var"]),
        ["BatchNorm2d"] = ("BatchNorm2d", [Weight, Bias, "running_mean", "running_var"]),
        ["BatchNorm3d"] = ("BatchNorm3d", [Weight, Bias, "running_mean", "running_var"]),
        ["PReLU"] = ("PReLU", [Weight]),
        ["Identity"] = ("Identity", []),
        ["Flatten"] = ("Flatten", []),
        ["Unflatten"] = ("Reshape", []),
        ["ReLU"] = ("ReLU", []),
        ["ReLU6"] = ("ReLU6", []),
        ["Tanh"] = ("Tanh", []),
        ["Sigmoid"] = ("Sigmoid", []),
        ["SiLU"] = ("SiLU", []),
        ["Softmax"] = ("Softmax", []),
        ["LogSoftmax"] = ("LogSoftmax", []),
        ["Mish"] = ("Mish", []),
        ["ELU"] = ("Elu", []),
        ["SELU"] = ("Selu", []),
        ["CELU"] = ("Celu", []),
        ["Hardsigmoid"] = ("HardSigmoid", []),
        ["Hardswish"] = ("HardSwish", []),
        ["LeakyReLU"] = ("LeakyReLU", []),
        ["Softplus"] = ("Softplus", []),
        ["LogSigmoid"] = ("Softplus", []),
        ["Softsign"] = ("Softsign", []),
        ["Softmin"] = ("Softmax", []),
        ["Softmax2d"] = ("Softmax", []),
    };

    /// <summary>True for a module of TorchSharp's own.</summary>
    public static bool IsOwn(torch.nn.Module module) => module.GetType().Namespace == Namespace;

    /// <summary>True for one that only passes on what it is given, while the model is not trained.</summary>
    public static bool IsPassing(torch.nn.Module module) =>
        IsOwn(module) && NamedModules.ClassOf(module).Contains("Dropout", StringComparison.Ordinal) && !module.training;

    /// <summary>The operator that a call of a module is; null where what is done within it tells.</summary>
    /// <param name="call">The call.</param>
    /// <param name="make">Makes tensors.</param>
    public static OperatorDraft? Of(ModuleCall call, TensorMaker make)
    {
        if (call is not { Inputs: [TorchTensor x, ..], Outputs: [TorchTensor y, ..] } || !IsOwn(call.Module))
            return null;
        if (IsPassing(call.Module))
            return new OperatorDraft("Dropout", [make.Read(x)], [make.Make(y)]);
        if (!Rules.TryGetValue(NamedModules.ClassOf(call.Module), out (string Type, string[] Stored) rule))
            return null;
        Tensor[] inputs = [make.Read(x), .. rule.Stored.Select(name => StoredIn(call.Module, name)).OfType<torch.Tensor>()
            .Select(stored => make.Read(TensorFacts.Of(stored)))];
        return new OperatorDraft(rule.Type, inputs, [make.Make(y)]);
    }

    private static torch.Tensor? StoredIn(torch.nn.Module module, string name) =>
        module.has_parameter(name) ? module.get_parameter(name) : module.has_buffer(name) ? module.get_buffer(name) : null;
}
