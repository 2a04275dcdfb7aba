using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Where a model runs.</summary>
/// <param name="Name">Name of the device, such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="IsCuda">A GPU, which works on while the program goes on.</param>
internal sealed record ModelDevice(string Name, bool IsCuda)
{
    /// <summary>The device of a model; the processor for one without weights.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">It lies on several, or on one whose end of work cannot be waited for.</exception>
    public static ModelDevice Of(torch.nn.Module model)
    {
        string[] devices = [.. model.parameters().Concat(model.buffers())
            .Where(tensor => !tensor.IsInvalid).Select(tensor => tensor.device.ToString()).Distinct()];
        if (devices.Length > 1)
            throw new InputException(new InputPlace(Node: Scope.Root.Path),
                $"the model lies on {string.Join(" and ", devices)}: times of modules would be those of waiting; move it to one device");
        string name = devices.Length == 0 ? "cpu" : devices[0];
        bool isCuda = name.StartsWith("cuda", StringComparison.Ordinal);
        if (!isCuda && name != "cpu")
            throw new InputException(new InputPlace(Node: Scope.Root.Path),
                $"the model lies on {name}, whose work cannot be waited for: expected cpu or cuda");
        return isCuda && !torch.cuda_is_available()
            ? throw new InputException(new InputPlace(Node: Scope.Root.Path), $"the model lies on {name}, which is not available")
            : new ModelDevice(name, isCuda);
    }

    /// <summary>Waits until what was asked for is done.</summary>
    public void Synchronize()
    {
        if (IsCuda)
            torch.cuda.synchronize();
    }
}
