using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp.Passes;

/// <summary>The weights and buffers of a model, found again by where they are: a function is given views of them.</summary>
internal sealed class ModelWeights
{
    private readonly List<Stored> _byAddress = [];
    private readonly Dictionary<nint, Stored> _byIdentity = [];
    private readonly Dictionary<Tensor, long> _read = [];

    /// <summary>Looks at a model.</summary>
    /// <param name="modules">Its modules.</param>
    public ModelWeights(NamedModules modules)
    {
        foreach ((string name, torch.Tensor parameter) in modules.Model.named_parameters())
            Add(name, parameter, TensorRole.Parameter);
        foreach ((string name, torch.Tensor buffer) in modules.Model.named_buffers())
            Add(name, buffer, TensorRole.Buffer);
        _byAddress.Sort((left, right) => left.Address.CompareTo(right.Address));
    }

    /// <summary>Weights that no operator reads, and what is left of those of which operators read a part.</summary>
    public IEnumerable<Tensor> Unread
    {
        get
        {
            foreach (Stored stored in _byIdentity.Values.DistinctBy(stored => stored.Tensor))
            {
                long left = stored.Tensor.Elements - _read.GetValueOrDefault(stored.Tensor);
                if (stored.Tensor.Role != TensorRole.Parameter || left <= 0)
                    continue;
                yield return left == stored.Tensor.Elements ? stored.Tensor : new Tensor
                {
                    Name = stored.Tensor.Name,
                    Type = stored.Tensor.Type,
                    Shape = new TensorShape(left),
                    Role = TensorRole.Parameter,
                };
            }
        }
    }

    /// <summary>The stored tensor that a tensor is or is a view of, in its own shape; null for one that the model makes.</summary>
    /// <param name="tensor">A tensor.</param>
    /// <param name="shape">The shape to see it in; null for its own.</param>
    public Tensor? Find(TorchTensor tensor, TensorShape? shape = null)
    {
        if (StoredOf(tensor) is not { } found)
            return null;
        shape ??= tensor.Shape;
        // A weight that several operators read counts as a whole; one that one of them reads a part of, as that part.
        _read[found.Tensor] = _read.ContainsKey(found.Tensor) ? found.Tensor.Elements : Math.Min(found.Tensor.Elements, shape.Elements);
        return shape.Equals(found.Tensor.Shape) ? found.Tensor : new Tensor
        {
            Name = found.Tensor.Name,
            Type = tensor.Type,
            Shape = shape,
            Role = found.Tensor.Role,
            ViewOf = found.Tensor,
        };
    }

    /// <summary>The name of the module that a weight belongs to; null for a tensor that is none.</summary>
    /// <param name="tensor">A tensor.</param>
    public Scope? OwnerOf(TorchTensor tensor) => StoredOf(tensor)?.Owner;

    private Stored? StoredOf(TorchTensor tensor)
    {
        if (_byIdentity.TryGetValue(tensor.Identity, out Stored? same) && same.Tensor.Shape!.Equals(tensor.Shape))
            return same;
        if (tensor.Data == 0 || tensor.Shape.Elements == 0)
            return null;
        int index = _byAddress.BinarySearch(new Stored(tensor.Data, 0, null!, default), Stored.ByAddress);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && tensor.Data < _byAddress[index].Address + _byAddress[index].Bytes ? _byAddress[index] : null;
    }

    private void Add(string name, torch.Tensor tensor, TensorRole role)
    {
        TorchTensor facts = TensorFacts.Of(tensor);
        Tensor stored = new() { Name = name, Type = facts.Type, Shape = facts.Shape, Role = role };
        nint at = DispatchObserver.AddressOf(tensor);
        // Two names of one weight are one weight.
        Stored entry = _byIdentity.GetValueOrDefault(facts.Identity) ?? _byAddress.Find(known => at != 0 && known.Address == at)
            ?? new Stored(at, stored.Bytes, stored, Scope.Root.Child(name).Parent);
        if (ReferenceEquals(entry.Tensor, stored) && at != 0 && stored.Elements > 0)
            _byAddress.Add(entry);
        _byIdentity[facts.Identity] = entry;
    }

    private sealed record Stored(nint Address, long Bytes, Tensor Tensor, Scope Owner)
    {
        public static Comparer<Stored> ByAddress { get; } =
            Comparer<Stored>.Create((left, right) => left.Address.CompareTo(right.Address));
    }
}
