using System.CommandLine;
using System.CommandLine.Parsing;

namespace JouleTree.Cli.Options;

/// <summary>
/// Arguments and options that name folders. What stands for standard input and output where files are named is refused: it would be taken
/// for a folder that is called so.
/// </summary>
internal static class FolderOption
{
    /// <summary>Takes the name of a folder.</summary>
    public static Option<T> Folder<T>(this Option<T> option)
    {
        option.Validators.Add(result => Check(option.Name, result));
        return option;
    }

    /// <summary>Takes the name of a folder.</summary>
    public static Argument<T> Folder<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => Check(argument.Name, result));
        return argument;
    }

    private static void Check(string name, SymbolResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value == FileOption.Standard)
                result.AddError($"{name} {FileOption.Standard}: expected the name of a folder, and standard input and output are none");
            else if (token.Value.Length == 0)
                result.AddError($"the name of a folder is empty ({name})");
        }
    }
}
