using JouleTree.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Security;

/// <summary>Bounds how many requests are worked on at once and how long each may take; the rest wait, and beyond that are turned away.</summary>
internal sealed class WorkLimiter(ServerOptions options) : IDisposable
{
    private const int UploadTimeFactor = 10;

    private readonly SemaphoreSlim _places = new(options.MaxConcurrentRequests);

    // Uploads wait for their senders: they must not take the places of those who only ask.
    private readonly SemaphoreSlim _uploadPlaces = new(Math.Max(2, options.MaxConcurrentRequests / 2));
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
        timeout.CancelAfter(isUpload ? options.RequestTimeout * UploadTimeFactor : options.RequestTimeout);
        CancellationToken aborted = context.RequestAborted;
        if (!await EnterAsync(places, timeout.Token).ConfigureAwait(false))
        {
            if (!aborted.IsCancellationRequested)
            {
                context.Response.Headers.RetryAfter = "1";
                await new Problem(StatusCodes.Status503ServiceUnavailable, "Busy", "the server works on as many requests as it may; try again in a second").WriteAsync(context).ConfigureAwait(false);
            }

            return;
        }

        try
        {
            context.RequestAborted = timeout.Token;
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !aborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.RequestAborted = aborted;
            await new Problem(StatusCodes.Status503ServiceUnavailable, "Too long", "the request took longer than this server allows; ask for less").WriteAsync(context).ConfigureAwait(false);
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
        if (Interlocked.Increment(ref _waiting) > options.MaxQueuedRequests)
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
