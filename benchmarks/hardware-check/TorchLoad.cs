using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace JouleTree.HardwareCheck;

/// <summary>Products of matrices by the machine's own PyTorch, in a process that waits for work.</summary>
internal sealed class TorchLoad : ILoad
{
    private readonly Process _python;

    private TorchLoad(Process python, string name)
    {
        _python = python;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Sides => Name.EndsWith("cpu", StringComparison.Ordinal) ? [128, 512, 1024] : [512, 1024, 2048, 4096, 8192];

    /// <summary>Starts it.</summary>
    /// <returns>The load, or null where there is no Python with PyTorch.</returns>
    public static TorchLoad? Start()
    {
        try
        {
            using Stream resource = typeof(TorchLoad).Assembly.GetManifestResourceStream("load.py")!;
            using StreamReader reader = new(resource);
            Process python = Process.Start(new ProcessStartInfo("python3", ["-c", reader.ReadToEnd()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            python.ErrorDataReceived += (_, _) => { }; // A full pipe would stop it.
            python.BeginErrorReadLine();
            if (python.StandardOutput.ReadLine() is { } name)
                return new TorchLoad(python, name);
            python.Dispose();
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public double Run(int side, double seconds)
    {
        _python.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side} {seconds}"));
        _python.StandardInput.Flush();
        return _python.StandardOutput.ReadLine() is { } answer
            && double.TryParse(answer.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double operations)
            ? operations
            : throw new IOException("PyTorch ended while it multiplied: run the check again with --load engine");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _python.StandardInput.Close();
        if (!_python.WaitForExit(TimeSpan.FromSeconds(5)))
            _python.Kill();
        _python.Dispose();
    }
}
