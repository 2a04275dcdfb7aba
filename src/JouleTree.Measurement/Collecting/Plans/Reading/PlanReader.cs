using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;
using JouleTree.Metering.Catalog;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Reads plans (docs/collecting.md) and tells all that is wrong with one at once.</summary>
internal static class PlanReader
{
    private static readonly string[] Keys =
    [
        "name", PlanEngines.Key, "seed", "meter", "watts_per_core", "threads", "optimization", "rounds", "warm_up", "window_s", "budget_s",
            "cool_down_s", "views",
        "models", "layers", "networks",
    ];

    // Modules of networks that are cut out of a graph, and how that graph may be rewritten.
    private static readonly string[] OnlyOnnxRuntimes = ["models", "views", "optimization"];

    /// <summary>Reads a plan; every model of the zoo in it is built once, to find out what does not fit.</summary>
    /// <param name="file">A YAML file.</param>
    /// <exception cref="InputException">The file cannot be read or is no plan; the message lists all errors with their lines.</exception>
    public static CollectionPlan Read(InputFile file)
    {
        YamlStream yaml = PlanYaml.Read(file);
        if (yaml.Documents.Count != 1)
            throw new InputException(new InputPlace(file.Name), $"holds {yaml.Documents.Count} YAML documents, expected one plan");
        PlanErrors errors = new(file.Name);
        PlanMapping root = new(yaml.Documents[0].RootNode, "a plan", errors, Keys);
        CollectionPlan plan = Read(root, file.Title) with
        {
            EnginePlace = new InputPlace(file.Name, (root.Find(PlanEngines.Key) ?? root.Node).Start.Line, Field: PlanEngines.Key),
        };
        Check(plan, errors);
        errors.ThrowIfAny();
        return plan.Workloads.Count > 0
            ? plan
            : throw new InputException(new InputPlace(file.Name), "plans nothing: expected models, layers or networks");
    }

    /// <summary>The graph of a workload, or null with what is wrong noted at its line.</summary>
    internal static Graph? Build(PlannedWorkload workload, PlanErrors errors)
    {
        try
        {
            return workload.Build();
        }
        catch (InputException error)
        {
            IEnumerable<string> arguments = error.Place.Argument is { } blamed ? error.Arguments.Append(blamed) : error.Arguments;
            errors.Add(workload.Line, $"{workload}: {error.Message}", arguments);
            return null;
        }
    }

    private static CollectionPlan Read(PlanMapping root, string fileName)
    {
        PlanSettings defaults = new();
        PlanSettings settings = new()
        {
            Engine = root.Choice(PlanEngines.Key, defaults.Engine, [.. PlanEngines.All]),
            Seed = root.Whole("seed", 0) ?? defaults.Seed,
            Threads = root.Whole("threads", 1) ?? defaults.Threads,
            Optimization = root.Choice("optimization", defaults.Optimization,
                [.. Enum.GetValues<OptimizationLevel>().Select(level => (level.ToString(), level))]),
            Rounds = root.Whole("rounds", 1) ?? defaults.Rounds,
            WarmUpRuns = root.Whole("warm_up", 0) ?? defaults.WarmUpRuns,
            WindowSeconds = root.Number("window_s") ?? defaults.WindowSeconds,
            BudgetSeconds = root.Number("budget_s"),
            CoolDownSeconds = root.Number("cool_down_s", allowZero: true) ?? 0,
        };
        if (settings.Engine != PlanEngine.OnnxRuntime)
            RefuseWhatIsOnnxRuntimes(root, settings.Engine);
        List<PlannedWorkload> workloads = [];
        foreach (YamlNode node in root.Entries("models"))
            workloads.AddRange(ModelEntries.Models(node, settings, root.Errors));
        int position = 0;
        foreach (YamlNode node in root.Entries("layers"))
            workloads.AddRange(LayerEntries.Read(node, position++, settings, root.Errors));
        foreach (YamlNode node in root.Entries("networks"))
            workloads.AddRange(ModelEntries.Networks(node, settings, root.Errors));
        IReadOnlyList<string> views = root.Texts("views");
        foreach (string view in views.Where(view => view is not ("full" or "irene")))
            root.Errors.Add(root.Find("views")!, $"views has '{view}', expected full, irene or both");
        return new CollectionPlan
        {
            Name = root.Text("name") ?? fileName,
            Engine = settings.Engine,
            Meter = root.Text("meter") ?? MeterCatalog.Auto,
            WattsPerCore = root.Number("watts_per_core"),
            FullView = views.Count == 0 || views.Contains("full"),
            IreneView = views.Count == 0 || views.Contains("irene"),
            Threads = settings.Threads,
            // Networks share layers; what two entries ask for is measured once.
            Workloads = [.. workloads.DistinctBy(workload => workload.Id).Select((workload, order) => workload with { Order = order })],
        };
    }

    private static void RefuseWhatIsOnnxRuntimes(PlanMapping root, PlanEngine engine)
    {
        foreach (string key in OnlyOnnxRuntimes)
        {
            if (root.Find(key) is { } node)
                root.Errors.Add(node, $"{key} is for ONNX Runtime, and {PlanEngines.Key} is {PlanEngines.NameOf(engine)}, which runs "
                    + $"layers and networks: leave {key} out");
        }
    }

    private static void Check(CollectionPlan plan, PlanErrors errors)
    {
        foreach (PlannedWorkload workload in plan.Workloads)
        {
            if (!workload.IsFile)
                Build(workload, errors);
            else if (!File.Exists(workload.Model))
                errors.Add(workload.Line, $"{workload.Model}: there is no such file");
        }
    }
}
