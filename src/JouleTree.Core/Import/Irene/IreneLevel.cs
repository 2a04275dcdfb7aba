namespace JouleTree.Core.Import.Irene;

/// <summary>The files of the published raw data, one a level.</summary>
public enum IreneLevel
{
    /// <summary><c>ml1_level_features.csv</c>: primitives with parameters.</summary>
    ParametricPrimitive,

    /// <summary><c>ml2_level_features.csv</c>: MatMul and Softmax.</summary>
    OtherPrimitive,

    /// <summary><c>module_level_features.csv</c>: modules.</summary>
    Module,

    /// <summary><c>model_level_features.csv</c>: whole models.</summary>
    Model,
}
