namespace JouleTree.Server.Tests.Browser;

/// <summary>The system's own Chromium; none is downloaded.</summary>
internal static class Chromium
{
    /// <summary>Why browser tests are skipped.</summary>
    public const string Missing = "needs Chromium: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM to its executable";

    /// <summary>Its executable, or null.</summary>
    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Headless, and silent: it asks nobody anything of its own.</summary>
    public static IReadOnlyList<string> Flags { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--process-per-site",
    ];

    private static IEnumerable<string> Candidates() =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium",
            "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.OfType<string>();
}
