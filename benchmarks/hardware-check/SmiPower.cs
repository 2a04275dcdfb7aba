using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace JouleTree.HardwareCheck;

/// <summary>The power that <c>nvidia-smi</c> tells of all cards, ten times a second: a second opinion beside the library's.</summary>
internal sealed class SmiPower : IDisposable
{
    private const int PeriodMilliseconds = 100;

    private readonly Process _smi;
    private readonly Lock _lock = new();
    private readonly List<double> _watts = [];

    private SmiPower(Process smi)
    {
        _smi = smi;
        smi.OutputDataReceived += (_, line) => Take(line.Data);
        smi.BeginOutputReadLine();
    }

    /// <summary>Starts it.</summary>
    /// <returns>The program that tells, or null where there is none.</returns>
    public static SmiPower? Start()
    {
        try
        {
            return new SmiPower(Process.Start(new ProcessStartInfo("nvidia-smi",
                ["--query-gpu=power.draw", "--format=csv,noheader,nounits", $"-lms", $"{PeriodMilliseconds}"])
            {
                RedirectStandardOutput = true,
            })!);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Mean watts of a card since the last call, times the number of cards; null where nothing was told.</summary>
    /// <param name="cards">How many cards a round of lines is of.</param>
    public double? TakeMean(int cards)
    {
        lock (_lock)
        {
            double? mean = _watts.Count == 0 ? null : _watts.Average() * cards;
            _watts.Clear();
            return mean;
        }
    }

    /// <summary>Watts in a line; null where the card does not tell (<c>[N/A]</c>).</summary>
    /// <param name="line">A line that the program printed.</param>
    public static double? Parse(string? line) =>
        double.TryParse(line?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double watts) && watts >= 0 ? watts : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_smi.HasExited)
            _smi.Kill();
        _smi.Dispose();
    }

    private void Take(string? line)
    {
        if (Parse(line) is not { } watts)
            return;
        lock (_lock)
            _watts.Add(watts);
    }
}
