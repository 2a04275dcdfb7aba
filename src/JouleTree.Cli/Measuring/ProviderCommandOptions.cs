using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling;

namespace JouleTree.Cli.Measuring;

/// <summary>The options that say what executes the operators.</summary>
internal sealed class ProviderCommandOptions
{
    private const string Auto = "auto";

    private readonly Option<string> _provider = CommonOptions.Choice("--provider",
        "What executes the operators; auto is a GPU where the library and the machine have one. doctor says what is there.",
        [.. Enum.GetValues<ExecutionProvider>().Select(NameOf), Auto]);

    private readonly Option<string[]> _options = new("--provider-option")
    {
        Description = "An option of the provider by the engine's name, such as powerPreference=high-performance; may be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _gpu = new("--gpu")
    {
        Description = "Which GPU runs and is metered: its number for the provider, or its UUID or the beginning of that.",
        HelpName = "N|UUID",
    };

    private readonly Option<TimeSpan?> _silence = Durations.Option(
        "--provider-timeout", "How long a provider may say nothing before it counts as hung; 10m where nothing is said.");

    public ProviderCommandOptions() => _options.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError($"--provider-option {token.Value}: expected KEY=VALUE, such as device_id=0");
    });

    /// <summary>What a provider is called on the command line.</summary>
    /// <param name="provider">The provider.</param>
    public static string NameOf(ExecutionProvider provider) => provider.ToString().ToLowerInvariant();

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_provider, _options, _gpu, _silence])
            command.Add(option);
    }

    /// <summary>Something else than the processor may execute operators: code of others, which may take the process with it.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool IsForeign(ParseResult parsed) => parsed.GetRequiredValue(_provider) != NameOf(ExecutionProvider.Cpu);

    /// <summary>How long a provider may say nothing.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public TimeSpan Silence(ParseResult parsed) => parsed.GetValue(_silence) ?? TimeSpan.FromMinutes(10);

    /// <summary>The provider, with what is said to it.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="engine">The library.</param>
    /// <exception cref="InputException">The library has none of that name, or no such device.</exception>
    /// <exception cref="UsageException">Options are given that the processor does not have.</exception>
    public ProviderChoice Read(ParseResult parsed, EngineDescription engine)
    {
        string name = parsed.GetRequiredValue(_provider);
        string? gpu = parsed.GetValue(_gpu);
        Dictionary<string, string> said = new(StringComparer.Ordinal);
        foreach (string[] pair in parsed.GetRequiredValue(_options).Select(option => option.Split('=', 2)))
            said[pair[0]] = pair[1];
        if (!IsForeign(parsed))
        {
            return gpu is null && said.Count == 0
                ? new ProviderChoice(ExecutionProvider.Cpu, said, [], null, RunsOnGpu: false, null)
                : throw new UsageException($"{(gpu is null ? "--provider-option" : "--gpu")} is given, and --provider is cpu: expected "
                    + "--provider with a GPU, or neither");
        }

        IReadOnlyList<ProviderFinding> findings = ProviderFinding.OfThisMachine(engine);
        ProviderFinding finding = name == Auto
            ? ProviderFinding.Best(findings)
            : findings.FirstOrDefault(one => NameOf(one.Traits.Provider) == name)
                ?? throw new UsageException($"--provider {name}: does not exist on this system, expected "
                    + string.Join(", ", findings.Select(one => NameOf(one.Traits.Provider)).Append(Auto)));
        if (!finding.IsOffered)
            throw ProviderFailure.NotBuiltIn(finding.Traits, engine.LibraryPath ?? engine.Name);
        ExecutionProvider provider = finding.Traits.Provider;
        bool isProcessor = provider == ExecutionProvider.Cpu;
        IReadOnlyDictionary<string, string> options = isProcessor ? said : GpuChoice.Options(finding, gpu, said);
        string? reason = name != Auto ? null : isProcessor
            ? "provider cpu: no other is ready (doctor says what each lacks)"
            : $"provider {NameOf(provider)}: {finding.Summary}";
        // Other providers number other devices than NVIDIA's meter does: it then meters all that are visible.
        string? metered = provider is ExecutionProvider.Cuda or ExecutionProvider.TensorRt ? gpu : null;
        return new ProviderChoice(provider, options, GpuChoice.Chosen(finding, options), metered,
            finding.Traits.MayBeGpu && !finding.IsSoftware, reason);
    }
}

/// <summary>What executes the operators.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Options">What is said to it.</param>
/// <param name="Devices">What it may run on.</param>
/// <param name="Gpu">The GPU that is metered, as the user named it; null for all.</param>
/// <param name="RunsOnGpu">A meter of the processor does not see what runs.</param>
/// <param name="Reason">Why this one, where the user left it open.</param>
internal sealed record ProviderChoice(
    ExecutionProvider Provider, IReadOnlyDictionary<string, string> Options, IReadOnlyList<ProviderDevice> Devices, string? Gpu,
    bool RunsOnGpu, string? Reason)
{
    /// <summary>The options of a profile with this provider.</summary>
    /// <param name="options">Without it.</param>
    public ProfileOptions In(ProfileOptions options) => options with
    {
        Session = options.Session with { Provider = Provider, ProviderOptions = Options },
        Devices = Devices,
    };
}
