using System.Diagnostics;
using JouleTree.Oracle;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>The engine in a process of its own, which is started again where a model kills or hangs it.</summary>
internal sealed class OracleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Process? _process;

    /// <summary>Models that ended the process or did not come back.</summary>
    public int Deaths { get; private set; }

    /// <summary>What the engine says, or null where it died of the question.</summary>
    public EngineWord? Ask(Question question)
    {
        Process process = _process ??= Start();
        try
        {
            Task<EngineWord> answer = Task.Run(() =>
            {
                using BinaryWriter writer = new(process.StandardInput.BaseStream, System.Text.Encoding.UTF8, leaveOpen: true);
                question.Write(writer);
                writer.Flush();
                using BinaryReader reader = new(process.StandardOutput.BaseStream, System.Text.Encoding.UTF8, leaveOpen: true);
                return EngineWord.Read(reader);
            });
            if (answer.Wait(Patience))
                return answer.Result;
        }
        catch (AggregateException error) when (error.InnerException is IOException)
        {
            // The process is gone.
        }

        Deaths++;
        Stop();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Stop()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
                process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _process = null;
    }

    private static Process Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "JouleTree.Oracle.dll");
        ProcessStartInfo start = new("dotnet", ["exec", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Operator sets that ONNX has not released yet are tried, too.
        start.Environment["ALLOW_RELEASED_ONNX_OPSET_ONLY"] = "0";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("the oracle does not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
