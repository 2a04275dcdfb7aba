namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Weights that lie in memory, handed to session options. The engine's .NET package lacks the first of the two calls.</summary>
internal static unsafe class CApiWeights
{
    /// <summary>Hands over all weights of a model.</summary>
    /// <param name="api">The function table of the library that the other arguments belong to.</param>
    /// <param name="options">The session options.</param>
    /// <param name="memoryInfo">The engine's word for the machine's memory.</param>
    /// <param name="model">The model.</param>
    /// <param name="inGraph">
    /// Copies are put into the graph until the session is open, so that rewriters find them and the engine does not look for the external
    /// file (1.30 checks that its path exists). Kernels read the bytes where they are either way.
    /// </param>
    /// <returns>What must live as long as the session.</returns>
    public static IReadOnlyList<CApiHandle> Add(CApiTable api, nint options, nint memoryInfo, EngineModel model, bool inGraph)
    {
        if (model.Weights.Count == 0)
            return [];
        byte[][] names = [.. model.Weights.Keys.Select(CApiTable.Utf8)];
        using PinnedTexts pinned = new(names);
        List<CApiHandle> weights = new(names.Length);
        try
        {
            foreach ((string name, TensorData tensor) in model.Weights)
                weights.Add(CApiValues.Wrap(api, memoryInfo, tensor, name));
            Add(api, options, model.Name, pinned.Pointers, [.. weights.Select(weight => weight.Value)], inGraph);
            return weights;
        }
        catch
        {
            weights.ForEach(weight => weight.Dispose());
            throw;
        }
    }

    private static void Add(CApiTable api, nint options, string model, nint[] names, nint[] values, bool inGraph)
    {
        fixed (nint* namePointers = names, valuePointers = values)
        {
            if (inGraph)
            {
                api.Check(
                    ((delegate* unmanaged<nint, nint*, nint*, nuint, nint>)api[CApiFunction.AddExternalInitializers])(
                        options, namePointers, valuePointers, (nuint)values.Length),
                    model, "the engine refuses the weights");
            }

            for (int weight = 0; weight < values.Length; weight++)
            {
                api.Check(
                    ((delegate* unmanaged<nint, nint, nint, nint>)api[CApiFunction.AddInitializer])(
                        options, namePointers[weight], valuePointers[weight]),
                    model, "the engine refuses a weight");
            }
        }
    }
}
