using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Reads YAML, and refuses what would exhaust the reader.</summary>
internal static class PlanYaml
{
    private const int DeepestNesting = 20;

    public static YamlStream Read(InputFile source)
    {
        using StreamReader file = source.OpenText();
        string text = file.ReadToEnd();
        YamlStream yaml = [];
        try
        {
            CheckEvents(text, source.Name);
            yaml.Load(new StringReader(text));
            return yaml;
        }
        catch (YamlException error)
        {
            throw new InputException(new InputPlace(source.Name, error.Start.Line), $"is not YAML: {error.Message}", error);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // The scanner's answer to some characters that no YAML may hold.
            throw new InputException(new InputPlace(source.Name),
                "is not YAML: it holds characters that YAML does not allow, expected text in UTF-8", error);
        }
    }

    // The tree is loaded by recursion, the events are not: nesting is found out before it can hurt.
    private static void CheckEvents(string text, string path)
    {
        Parser parser = new(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            InputPlace place = new(path, parser.Current.Start.Line);
            if (depth > DeepestNesting)
                throw new InputException(place, $"is nested deeper than {DeepestNesting}: no plan is; docs/collecting.md has examples");
            if (parser.Current is AnchorAlias)
                throw new InputException(place, "uses an alias (*name), which plans do not: write the values out");
        }
    }
}
