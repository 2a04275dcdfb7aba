using JouleTree.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Security;

/// <summary>
/// Bounds how many requests are worked on at once and how long each may take; the rest wait, and beyond that are turned away. What is
/// cheap to answer and what is dear do not wait for each other: lists have places of their own, and of the places of trees some are
/// left by sweeps, comparisons, deployments and advice, however many of those are asked for; the map of the zoo has one of its own.
/// </summary>
/// <param name="maxConcurrentRequests">Requests that are worked on at the same time.</param>
/// <param name="maxQueuedRequests">Requests that wait for a place.</param>
/// <param name="requestTimeout">How long a request may take; an upload ten times that.</param>
internal sealed class WorkLimiter(int maxConcurrentRequests, int maxQueuedRequests, TimeSpan requestTimeout) : IDisposable
{
    private const int UploadTimeFactor = 10;

    private readonly SemaphoreSlim _places = new(maxConcurrentRequests);

    private readonly SemaphoreSlim _listPlaces = new(Math.Max(2, maxConcurrentRequests / 2));

    // Work of seconds in sum: half of the processors at most.
    private readonly SemaphoreSlim _dearPlaces = new(Math.Max(1, maxConcurrentRequests / 4));

    // Pages draw the map of the zoo by themselves when they are idle: what users ask for must not wait for it.
    private readonly SemaphoreSlim _mapPlaces = new(1);

    // Uploads wait for their senders: they must not take the places of those who only ask.
    private readonly SemaphoreSlim _uploadPlaces = new(Math.Max(2, maxConcurrentRequests / 2));
    private int _waiting;

    public void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        Lane lane = LaneOf(context.Request);
        bool isUpload = lane == Lane.Upload;
        SemaphoreSlim places = lane switch
        {
            Lane.Upload => _uploadPlaces,
            Lane.Lists => _listPlaces,
            Lane.Dear => _dearPlaces,
            Lane.Map => _mapPlaces,
            _ => _places,
        };
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(isUpload ? requestTimeout * UploadTimeFactor : requestTimeout);
        CancellationToken aborted = context.RequestAborted;
        if (!await EnterAsync(places, timeout.Token).ConfigureAwait(false))
        {
            if (!aborted.IsCancellationRequested)
            {
                context.Response.Headers.RetryAfter = "1";
                await new Problem(StatusCodes.Status503ServiceUnavailable, "Busy",
                    "the server works on as many requests as it may; try again in a second").WriteAsync(context).ConfigureAwait(false);
            }

            return;
        }

        try
        {
            context.RequestAborted = timeout.Token;
            // Long work holds a thread: one of its own, so that others need not wait for the pool to grow.
            await (lane is Lane.Dear or Lane.Map
                ? Task.Factory.StartNew(() => next(context), CancellationToken.None, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default).Unwrap()
                : next(context)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !aborted.IsCancellationRequested
            && !context.Response.HasStarted)
        {
            context.RequestAborted = aborted;
            await new Problem(StatusCodes.Status503ServiceUnavailable, "Too long",
                "the request took longer than this server allows; ask for less").WriteAsync(context).ConfigureAwait(false);
        }
        finally
        {
            context.RequestAborted = aborted;
            places.Release();
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _uploadPlaces.Dispose();
        _listPlaces.Dispose();
        _dearPlaces.Dispose();
        _mapPlaces.Dispose();
    }

    private static Lane LaneOf(HttpRequest request) => request.Path.Value?[(request.Path.Value.LastIndexOf('/') + 1)..] switch
    {
        "uploads" when HttpMethods.IsPost(request.Method) => Lane.Upload,
        "status" or "models" or "sizes" or "inputs" or "devices" or "files" or "openapi.json" => Lane.Lists,
        "sweep" or "compare" or "deployments" or "deployment" or "advice" => Lane.Dear,
        "overview" => Lane.Map,
        _ => Lane.Trees,
    };

    private async ValueTask<bool> EnterAsync(SemaphoreSlim places, CancellationToken cancellation)
    {
        if (places.Wait(0, CancellationToken.None))
            return true;
        if (Interlocked.Increment(ref _waiting) > maxQueuedRequests)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            await places.WaitAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private enum Lane
    {
        Trees,
        Lists,
        Dear,
        Map,
        Upload,
    }
}
