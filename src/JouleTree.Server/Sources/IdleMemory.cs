using Microsoft.AspNetCore.Builder;

namespace JouleTree.Server.Sources;

/// <summary>
/// Gives memory back once nobody has asked for anything for a while: the collector alone keeps what a peak took, since it cannot know
/// that the peak is over.
/// </summary>
/// <param name="source">Its older trees are forgotten.</param>
/// <param name="quiet">How long nobody has asked.</param>
internal sealed class IdleMemory(TreeSource source, TimeSpan quiet) : IDisposable
{
    // Below this the work of collecting is not worth it.
    private const long LeastGrowth = 24L << 20;

    private readonly Lock _lock = new();
    private Timer? _timer;
    private int _running;
    private long _lowest = Environment.WorkingSet;

    /// <summary>Notes requests.</summary>
    /// <param name="app">Where they come from.</param>
    public void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        Interlocked.Increment(ref _running);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0)
                Wait();
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _timer?.Dispose();
    }

    private void Wait()
    {
        lock (_lock)
        {
            _timer ??= new Timer(_ => Release());
            _timer.Change(quiet, Timeout.InfiniteTimeSpan);
        }
    }

    private void Release()
    {
        if (Volatile.Read(ref _running) > 0 || Environment.WorkingSet - _lowest < LeastGrowth)
            return;
        source.ForgetOldTrees();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _lowest = Environment.WorkingSet;
    }
}
