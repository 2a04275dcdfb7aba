using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Serving.Scaling;

namespace JouleTree.Cli.Devices;

/// <summary><c>--device-spec</c>: a GPU by its data sheet.</summary>
/// <param name="description">What it is for.</param>
internal sealed class DeviceSpecOption(string description)
{
    private readonly Option<string?> _spec = new("--device-spec")
    {
        Description = description + " A JSON file, or name=...,memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W; peak is of dense "
            + "bfloat16 products.",
        HelpName = "FILE|KEY=VALUE,...",
    };

    /// <summary>The option itself.</summary>
    public Option Option => _spec;

    /// <summary>The description, or null where there is none.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">It is not spelled as it must be.</exception>
    /// <exception cref="InputException">Its file cannot be read, or is wrong.</exception>
    public GpuSpec? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_spec) is not { } text)
            return null;
        InputFile? file = text.Length > 0 && (File.Exists(text) || !text.Contains('=', StringComparison.Ordinal))
            ? FileOption.Input(text)
            : null;
        if (file is not null)
            return GpuSpec.Read(file);
        try
        {
            return GpuSpec.Parse(text);
        }
        catch (InputException error)
        {
            throw new UsageException($"{_spec.Name}: {error.Message}");
        }
    }

    /// <summary>The profile of the described GPU, or null where none is described.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">As of <see cref="Read"/>.</exception>
    /// <exception cref="InputException">As of <see cref="Read"/>, or there is no such profile to scale.</exception>
    public ServingProfile? Profile(ParseResult parsed) => Read(parsed) is not { } spec ? null
        : GpuScaling.Of(spec.Gpu, spec.Like is { } like ? [Like(like)] : GpuScaling.Newest);

    /// <summary>The profiles that a command line names: that of the described GPU, else those of <c>--device</c>.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="device">What <c>--device</c> names, or null.</param>
    /// <exception cref="UsageException">As of <see cref="Read"/>, or the device is one of kernels.</exception>
    /// <exception cref="InputException">As of <see cref="Profile"/>.</exception>
    public IReadOnlyList<ServingProfile> Profiles(ParseResult parsed, InputFile? device) =>
        Profile(parsed) is { } described ? [described] : ServingProfiles.Named(device);

    private ServingProfile Like(string name) => ServingProfiles.Named(new InputFile(name)) is [var one]
        ? one
        : throw new UsageException($"{_spec.Name}: field '{GpuSpec.LikeProfile}': is {name}, expected one profile of serving, such as "
            + GpuScaling.Newest[0].Name);
}
