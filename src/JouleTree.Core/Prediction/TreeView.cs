namespace JouleTree.Core.Prediction;

/// <summary>Which operators are leaves in the trees that a predictor was trained on (DESIGN: what is a leaf).</summary>
internal enum TreeView
{
    /// <summary>Only the seven published primitives are leaves; everything else counts in its parent.</summary>
    Irene,

    /// <summary>Every primitive is a leaf.</summary>
    Full,
}
