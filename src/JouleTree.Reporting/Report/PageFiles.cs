using System.Reflection;
using JouleTree.Core.Errors;

namespace JouleTree.Reporting.Report;

/// <summary>
/// Scripts and styles of pages. The build makes them with Node.js and puts them into assemblies; where there was no Node.js, assemblies
/// lack them.
/// </summary>
/// <param name="open">Opens a file by its name; null where it is not there.</param>
internal sealed class PageFiles(Func<string, Stream?> open)
{
    /// <summary>Those in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    public static PageFiles In(Assembly assembly) => new(assembly.GetManifestResourceStream);

    /// <summary>True where a file is there.</summary>
    /// <param name="name">Name of the file.</param>
    public bool Has(string name)
    {
        using Stream? file = open(name);
        return file is not null;
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="name">Name of the file.</param>
    /// <exception cref="InputException">The program was built without it.</exception>
    public byte[] Read(string name)
    {
        using Stream file = open(name) ?? throw Missing();
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Refuses the work on a page whose files are not there, before it is begun.</summary>
    /// <param name="name">Name of one of the files.</param>
    /// <exception cref="InputException">The program was built without it.</exception>
    public void Require(string name)
    {
        if (!Has(name))
            throw Missing();
    }

    private static InputException Missing() => new(
        "this program was built without its pages, because Node.js was not there: install Node.js 20 or later with npm and build it "
            + "again; pictures (SVG, PNG, PDF) need neither");
}
