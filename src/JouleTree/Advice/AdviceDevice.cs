using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Kernels;
using JouleTree.Serving;

namespace JouleTree.Advice;

/// <summary>What prices a model for advice: a device, a profile of kernels, or a deployment on a profile of serving. Immutable.</summary>
internal abstract record AdviceDevice
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>True where it knows what other types of weights cost.</summary>
    public virtual bool KnowsTypes => false;

    /// <summary>Most items at a time that it was measured on; null where that is not known.</summary>
    public virtual double? MostItems => null;

    /// <summary>What an item costs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is estimated; null for the defaults.</param>
    /// <exception cref="Core.Errors.InputException">It cannot be told.</exception>
    public abstract AdvicePrice Price(AdvisedModel model, EstimateOptions? options);
}

/// <summary>A device profile or a predictor, which tells a pass in float32.</summary>
/// <param name="Device">The device.</param>
internal sealed record PassDevice(EnergyDevice Device) : AdviceDevice
{
    public override string Name => Device.Name;

    public override double? MostItems => (Device.Predictor as CalibratedPredictor)?.Fits.Range.High.Batch;

    public override AdvicePrice Price(AdvisedModel model, EstimateOptions? options) => AdvicePrice.Of(
        EstimableModel.Of(model.Source, model.Workload, model.Changes).On(Device, options), model.Workload.AnswerLength is not null);
}

/// <summary>A profile of kernels, which tells a pass on one GPU in many types.</summary>
/// <param name="Profile">The profile.</param>
internal sealed record KernelDevice(KernelProfile Profile) : AdviceDevice
{
    public override string Name => Profile.Name;

    public override bool KnowsTypes => true;

    public override AdvicePrice Price(AdvisedModel model, EstimateOptions? options) =>
        AdvicePrice.Of(KernelEstimates.Of(model.Source, model.Workload, model.Changes, Profile, options), isAnswer: false);
}

/// <summary>A deployment on a profile of serving, which tells a token of an answer in many types.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Deployment">How the model is served.</param>
internal sealed record ServedDevice(ServingProfile Profile, ServingDeployment Deployment) : AdviceDevice
{
    public override string Name => Profile.Name;

    public override bool KnowsTypes => true;

    public override AdvicePrice Price(AdvisedModel model, EstimateOptions? options) =>
        AdvicePrice.Of(ServedModel.Of(model.Source, model.Workload.Numbers, model.Changes).On(Profile, Deployment));
}
