using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices</c>: lists device profiles and makes new ones.</summary>
internal static class DevicesCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Option<OutputFormat> format = CommonOptions.Format();
        Command command = new("devices", "List the device profiles that estimate can use, with what they were trained on and how wrong "
            + "they are.") { format };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ListedProfile> profiles = ListedProfile.Shipped;
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(DeviceText.Json(profiles) + "\n");
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(DeviceText.Table(profiles) + "\n");
            else
                ResultText.Write(context, parsed.GetValue(format), "devices", DeviceText.Columns, profiles);
            return ExitCodes.Done;
        });
        command.Add(DevicesMakeCommand.Create(context));
        command.Add(DevicesEvaluateCommand.Create(context));
        command.Add(DevicesBridgeCommand.Create(context));
        return command;
    }
}
