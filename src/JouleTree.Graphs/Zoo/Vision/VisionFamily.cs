namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>A family of image classifiers.</summary>
/// <typeparam name="TConfig">Its configuration.</typeparam>
internal abstract class VisionFamily<TConfig> : ConfiguredFamily<TConfig>
    where TConfig : VisionConfig
{
    /// <summary>Where the published totals of torchvision's models stand.</summary>
    protected const string Source = "torchvision 0.14.1, num_params of the weights";

    public sealed override ZooInput Takes => ZooInput.Pictures;

    protected sealed override TConfig Read(ConfigFields fields, TConfig config)
    {
        fields.Ignore("dropout");
        return ReadMore(fields, config with
        {
            NumClasses = HeadConfig.LabelsOf(fields, config.NumClasses, "num_classes", "num_labels"),
            ImageSize = fields.Size(config.ImageSize, "image_size"),
            Channels = fields.Size(config.Channels, "num_channels"),
        });
    }

    /// <summary>Reads the fields beyond those that all have in common.</summary>
    protected virtual TConfig ReadMore(ConfigFields fields, TConfig config) => config;

    protected sealed override Workload Complete(Workload workload, TConfig config) => VisionConfig.Complete(workload);
}
