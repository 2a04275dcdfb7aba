using System.CommandLine;

namespace JouleTree.Cli.Programs;

/// <summary>A verb that runs a program of the user's and leaves signals to it: it ends when that has ended.</summary>
/// <param name="name">Name of the verb.</param>
/// <param name="description">What it does.</param>
internal sealed class ProgramCommand(string name, string description) : Command(name, description);
