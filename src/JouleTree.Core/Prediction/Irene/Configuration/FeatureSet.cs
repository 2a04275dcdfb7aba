namespace JouleTree.Core.Prediction.Irene.Configuration;

/// <summary>A published group of features.</summary>
public enum FeatureSet
{
    /// <summary><c>model_specs</c>: batch size, sequence length, FLOPs, memory traffic. Known without running anything.</summary>
    ModelSpecs,

    /// <summary><c>resource_utilization</c>: loads, clocks, run time and GPU energy. Needs a run of every node.</summary>
    ResourceUtilization,
}
