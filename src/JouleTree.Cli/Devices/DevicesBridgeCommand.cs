using System.CommandLine;
using System.Globalization;
using JouleTree.Bridges;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Results;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Svg;

namespace JouleTree.Cli.Devices;

/// <summary>
/// <c>jouletree devices bridge</c>: kernels added up to the steps of measured deployments, and what is missing, by name.
/// </summary>
internal static class DevicesBridgeCommand
{
    private const string TimePlot = "time";
    private const string EnergyPlot = "energy";

    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile?> device =
            new Argument<InputFile?>("KERNELS") { Description = "A profile of kernels: its name, or a file." }.ReadIfNamed();
        Argument<InputFile> file = new Argument<InputFile>("DEPLOYMENTS.csv")
        {
            Description = "A table of deployments that were measured on the GPU of the kernels, and maybe on others; - is standard input.",
        }.Read();
        PictureOptions pictures = new([TimePlot, EnergyPlot]);
        Option<OutputFormat> format = CommonOptions.Format();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("bridge", "Add kernels up to the steps of measured deployments and say what is missing: time and energy of "
            + "launches, requests, prompts and links, each model told by what the others miss.")
        {
            device, file, format, quiet,
        };
        pictures.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            InputFile named = parsed.GetRequiredValue(device)!;
            KernelProfile kernels = KernelProfiles.Named(named) ?? throw new UsageException(
                $"{device.Name} {named.Name}: is no profile of kernels; those that ship are "
                + string.Join(", ", ShippedKernelProfiles.Names));
            DeploymentBridge bridge = DeploymentBridge.Of(kernels, parsed.GetRequiredValue(file), cancellation);
            pictures.Write(parsed, (plot, style) => Draw(bridge, plot, style));
            Show(context, bridge, parsed.GetValue(format));
            foreach (string reason in parsed.GetValue(quiet) ? [] : bridge.LeftAway)
                context.Say(reason);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(CommandContext context, DeploymentBridge bridge, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            context.Show(Json(bridge));
            return;
        }

        ResultText.Write(context, format, "devices bridge", BridgeColumns.Deployments, bridge.Deployments);
        if (format != OutputFormat.Table)
            return;
        context.ShowLine();
        ResultText.Write(context, format, "devices bridge", BridgeColumns.Errors, bridge.Errors());
        context.ShowLine();
        foreach (string price in BridgeColumns.Prices(bridge))
            context.ShowLine(price);
    }

    private static string Json(DeploymentBridge bridge) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("device", bridge.Profile.Name);
        json.WriteNumber("power_scale", bridge.Prices.PowerScale);
        json.WriteNumber("waiting_w", bridge.Prices.WaitingWatts);
        json.WriteStartArray("prices");
        for (int index = 0; index < BridgeTerm.All.Count; index++)
        {
            json.WriteStartObject();
            json.WriteString("term", BridgeTerm.All[index].Name);
            json.WriteString("unit", BridgeTerm.All[index].Unit);
            json.WriteString("missing", BridgeColumns.NameOf(BridgeTerm.All[index].Missing));
            json.WriteNumber("s", bridge.Prices.Seconds[index]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (BridgeErrors group in bridge.Errors())
        {
            json.WriteStartObject();
            BridgeColumns.Errors.WriteMembers(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("deployments");
        foreach (BridgedDeployment one in bridge.Deployments)
        {
            json.WriteStartObject();
            BridgeColumns.Deployments.WriteMembers(json, one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }) + "\n";

    private static string Draw(DeploymentBridge bridge, string plot, PictureStyle style) => plot == TimePlot
        ? BridgePlot.Render("Kernels and deployments: time of a step", ("time of a step", "s"), [.. bridge.Deployments.Select(one =>
            Place(one, one.Row.Seconds, one.Row.Kernels.Mean.Seconds.All, one.Seconds))], style)
        : BridgePlot.Render("Kernels and deployments: energy of a token", ("energy of a token", "J"), [.. bridge.Deployments.Select(one =>
            Place(one, one.Row.Joules / Requests(one), one.Row.Gpus * one.Row.Kernels.Mean.Joules.All / Requests(one),
                one.Joules / Requests(one)))], style);

    private static BridgePlace Place(BridgedDeployment one, double measured, double kernels, double told) => new(
        $"{(one.Row.HasExperts ? "experts" : "dense")}, {(one.Row.Gpus > 1 ? "several GPUs" : "one GPU")}", measured, kernels, told,
        string.Create(CultureInfo.InvariantCulture,
            $"{one.Row.Measured.Model}, {Amount.Of(one.Row.Gpus, "GPU")}, {Requests(one):0} requests"));

    private static double Requests(BridgedDeployment one) => one.Row.Measured.Deployment.Requests;
}
