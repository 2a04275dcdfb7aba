namespace JouleTree.Cli.Tests.Sources;

/// <summary>Rules on the folders of projects: what they may need of each other, how large they are and what they are called.</summary>
/// <param name="files">All files of all projects.</param>
internal sealed class SourceFolders(IReadOnlyList<SourceFile> files)
{
    /// <summary>Most files of a folder: a larger one holds several concepts.</summary>
    public const int MostFiles = 25;

    /// <summary>The folders below a folder, read.</summary>
    /// <param name="root">Folder of all projects.</param>
    public static SourceFolders Read(string root) => new(
    [
        .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Short: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(path => !path.Short.Split('/').Any(part => part is "bin" or "obj"))
            .OrderBy(path => path.Short, StringComparer.Ordinal)
            .Select(path => new SourceFile(path.Short, File.ReadAllText(path.Full))),
    ]);

    /// <summary>Names of the projects.</summary>
    public IEnumerable<string> Projects => files.Select(file => file.Project).Distinct();

    /// <summary>Folders of a project that need each other, each knot with a file and a type for every way in it.</summary>
    /// <param name="project">Name of the project.</param>
    public IReadOnlyList<string> Knots(string project)
    {
        Dictionary<string, Dictionary<string, string>> needs = NeedsOf(project);
        return
        [
            .. StronglyConnected.Of(needs.ToDictionary(pair => pair.Key, pair => (IReadOnlyCollection<string>)pair.Value.Keys))
                .Select(knot =>
                $"{string.Join(", ", knot)} need each other:\n" + string.Join('\n',
                    from folder in knot
                    from need in needs[folder]
                    where knot.Contains(need.Key)
                    orderby folder, need.Key
                    select $"  {need.Value}")),
        ];
    }

    /// <summary>Files of a project whose namespace is not their folder.</summary>
    /// <param name="project">Name of the project.</param>
    public IReadOnlyList<string> Misnamed(string project) =>
    [
        .. files.Where(file => file.Project == project && file.Types.Count > 0 && file.Namespace != file.Folder.Replace('/', '.'))
            .Select(file => $"{file.Path} is of namespace {file.Namespace ?? "none"}"),
    ];

    /// <summary>Folders of a project that hold too many files.</summary>
    /// <param name="project">Name of the project.</param>
    public IReadOnlyList<string> Crowded(string project) =>
    [
        .. files.Where(file => file.Project == project).GroupBy(file => file.Folder).Where(folder => folder.Count() > MostFiles)
            .Select(folder => $"{folder.Key} holds {folder.Count()} files"),
    ];

    /// <summary>Names of a project's types that types of other folders have too, in this project or another.</summary>
    /// <param name="project">Name of the project.</param>
    public IReadOnlyList<string> Namesakes(string project) =>
    [
        .. files.SelectMany(file => file.Types.Select(type => (Type: type, File: file))).GroupBy(one => one.Type)
            .Where(name => name.Select(one => one.File.Folder).Distinct().Count() > 1 && name.Any(one => one.File.Project == project))
            .Select(name => $"{name.Key}: {string.Join(", ", name.Select(one => one.File.Path))}"),
    ];

    // For each folder the folders whose types its files mention, with one such mention.
    private Dictionary<string, Dictionary<string, string>> NeedsOf(string project)
    {
        SourceFile[] own = [.. files.Where(file => file.Project == project)];
        ILookup<string, SourceFile> declared =
            own.SelectMany(file => file.Types.Select(type => (type, file))).ToLookup(one => one.type, one => one.file);
        Dictionary<string, Dictionary<string, string>> needs =
            own.Select(file => file.Folder).Distinct().ToDictionary(folder => folder, _ => new Dictionary<string, string>());
        foreach (SourceFile file in own)
        {
            foreach (string word in file.Mentions)
            {
                string[] folders = [.. declared[word].Select(one => one.Folder).Distinct()];
                // A name of the own folder, or of several, says nothing about others.
                if (folders.Length == 1 && folders[0] != file.Folder)
                    needs[file.Folder].TryAdd(folders[0], $"{file.Path} mentions {word} of {folders[0]}");
            }
        }

        return needs;
    }
}
