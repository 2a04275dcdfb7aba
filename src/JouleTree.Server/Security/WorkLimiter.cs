using JouleTree.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Security;

/// <summary>
/// Bounds how many requests are worked on at once and how long each may take; the rest wait, and beyond that are turned away.
/// </summary>
/// <param name="maxConcurrentRequests">Requests that are worked on at the same time.</param>
/// <param name="maxQueuedRequests">Requests that wait for a place.</param>
/// <param name="requestTimeout">How long a request may take; an upload ten times that.</param>
internal sealed class WorkLimiter(int maxConcurrentRequests, int maxQueuedRequests, TimeSpan requestTimeout) : IDisposable
{
    private const int UploadTimeFactor = 10;

    private readonly SemaphoreSlim _places = new(maxConcurrentRequests);

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

        bool isUpload = HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/api/v1/uploads");
        SemaphoreSlim places = isUpload ? _uploadPlaces : _places;
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
            await next(context).ConfigureAwait(false);
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
    }

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
}
