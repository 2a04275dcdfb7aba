using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;

namespace JouleTree.Cli.Options;

/// <summary>
/// Arguments and options that name files. <c>-</c> is standard input where a file is read, and standard output where one is written.
/// </summary>
internal static class FileOption
{
    /// <summary>The name that stands for standard input or output.</summary>
    public const string Standard = "-";

    /// <summary>A file to read, or standard input.</summary>
    /// <param name="text">What was typed.</param>
    public static InputFile Input(string text) =>
        WithDecoder(text == Standard ? InputFile.OfStream(StandardInput.Open, StandardInput.Name) : new InputFile(text));

    /// <summary>Takes the name of a file to read.</summary>
    public static Argument<InputFile> Read(this Argument<InputFile> argument)
    {
        argument.CustomParser = result => One(argument.Name, result, Input);
        return argument;
    }

    /// <summary>Takes the name of a file to read, or none.</summary>
    public static Argument<InputFile?> ReadIfNamed(this Argument<InputFile?> argument)
    {
        argument.CustomParser = result => One(argument.Name, result, Input);
        return argument;
    }

    /// <summary>Takes names of files to read.</summary>
    public static Argument<InputFile[]> Read(this Argument<InputFile[]> argument)
    {
        argument.CustomParser = result => Many(argument.Name, result);
        return argument;
    }

    /// <summary>Takes names of files to read, and leaves one word each to the arguments behind.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="behind">Number of arguments behind it.</param>
    public static Argument<InputFile[]> ReadBefore(this Argument<InputFile[]> argument, int behind)
    {
        argument.CustomParser = result =>
        {
            result.OnlyTake(Math.Max(1, result.Tokens.Count - behind));
            return Many(argument.Name, result);
        };
        return argument;
    }

    /// <summary>Takes the name of a file to read.</summary>
    public static Option<InputFile?> Read(this Option<InputFile?> option)
    {
        option.CustomParser = result => One(option.Name, result, Input);
        return option;
    }

    /// <summary>Takes names of files to read.</summary>
    public static Option<InputFile[]> Read(this Option<InputFile[]> option)
    {
        option.CustomParser = result => Many(option.Name, result);
        return option;
    }

    /// <summary>Takes files with the names of what they give.</summary>
    public static Option<NamedInput[]> Read(this Option<NamedInput[]> option, Func<string, (string? Name, string File)> split)
    {
        option.CustomParser = result =>
        {
            (string? Name, string File)[] files = [.. result.Tokens.Select(token => split(token.Value))];
            if (files.All(file => file.File.Length > 0))
                return [.. files.Select(file => new NamedInput(file.Name, Input(file.File)))];
            result.AddError(EmptyName(option.Name));
            return [];
        };
        return option;
    }

    /// <summary>Takes the name of a file to write.</summary>
    public static Argument<OutputFile> Write(this Argument<OutputFile> argument)
    {
        argument.CustomParser = result => One(argument.Name, result, Output)!;
        return argument;
    }

    /// <summary>Takes the name of a file to write.</summary>
    public static Option<OutputFile?> Write(this Option<OutputFile?> option)
    {
        option.CustomParser = result => One(option.Name, result, Output);
        return option;
    }

    /// <summary>What is wrong with a command line that would read or write one stream twice; null for nothing.</summary>
    /// <param name="parsed">A command line.</param>
    public static string? Refusal(ParseResult parsed)
    {
        if (Inputs(parsed).Count(file => file.Path is null) > 1)
            return $"{Standard} is given for several files to read, and standard input comes once: name files for the others";
        return Outputs(parsed).Count(file => file.Path is null) > 1
            ? $"{Standard} is given for several files to write, and standard output takes one: name files for the others"
            : null;
    }

    /// <summary>True where standard output takes a file, so that nothing else may be written there.</summary>
    /// <param name="parsed">A command line.</param>
    public static bool WritesToStandardOutput(ParseResult parsed) => Outputs(parsed).Any(file => file.Path is null);

    // Tables are read wherever their text is.
    private static InputFile WithDecoder(InputFile file)
    {
        file.Decoder = TableDecoder.Instance;
        return file;
    }

    private static OutputFile Output(string text) =>
        text == Standard ? OutputFile.OfStream(StandardOutput.Open, StandardOutput.Name) : new OutputFile(text);

    private static string EmptyName(string name) => $"the name of a file is empty ({name})";

    private static T? One<T>(string name, ArgumentResult result, Func<string, T> make)
        where T : class
    {
        if (result.Tokens.Count == 0)
            return null;
        if (result.Tokens[0].Value.Length > 0)
            return make(result.Tokens[0].Value);
        result.AddError(EmptyName(name));
        return null;
    }

    private static InputFile[] Many(string name, ArgumentResult result)
    {
        if (result.Tokens.All(token => token.Value.Length > 0))
            return [.. result.Tokens.Select(token => Input(token.Value))];
        result.AddError(EmptyName(name));
        return [];
    }

    private static IEnumerable<InputFile> Inputs(ParseResult parsed) => Values(parsed).SelectMany(value => value switch
    {
        InputFile file => [file],
        IEnumerable<InputFile> files => files,
        IEnumerable<NamedInput> files => files.Select(named => named.File),
        _ => [],
    });

    private static IEnumerable<OutputFile> Outputs(ParseResult parsed) => Values(parsed).OfType<OutputFile>();

    // Help is given for a command line that lacks something, too, and what is not there has no value.
    private static IEnumerable<object?> Values(ParseResult parsed) => parsed.Action != parsed.CommandResult.Command.Action
        ? []
        : parsed.CommandResult.Children.Select(child => child switch
        {
            OptionResult option => option.GetValueOrDefault<object?>(),
            ArgumentResult argument => argument.GetValueOrDefault<object?>(),
            _ => null,
        });
}

/// <summary>A file that gives the value of something that has a name, such as an input of a network.</summary>
/// <param name="Name">The name; null where the file says it.</param>
/// <param name="File">The file.</param>
internal sealed record NamedInput(string? Name, InputFile File);
