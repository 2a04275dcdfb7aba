namespace JouleTree.Server.Tests;

/// <summary>One server for all tests of a class.</summary>
public sealed class ServerFixture : IDisposable
{
    public RunningServer Running { get; } = RunningServer.StartAsync().GetAwaiter().GetResult();

    public void Dispose() => Running.Dispose();
}
