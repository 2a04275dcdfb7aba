namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Where the weights of a written ONNX file are.</summary>
public enum WeightStorage
{
    /// <summary>In the file itself, which must then stay below 2 GiB.</summary>
    InFile,

    /// <summary>In a file of their own beside it, named like it with <c>.data</c> appended.</summary>
    BesideFile,

    /// <summary>Nowhere: declared as external data, to be handed over in memory when the model is run.</summary>
    Declared,
}
