using JouleTree.Core.Errors;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Api;

/// <summary>Turns failures into problem details; never a stack trace, never a path of this machine.</summary>
internal static class Problems
{
    public static void UseProblems(this IApplicationBuilder app, Action<string>? log) => app.Use(async (context, next) =>
    {
        Problem? problem;
        try
        {
            await next(context).ConfigureAwait(false);
            problem = context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null }
                ? OfStatus(context.Response.StatusCode, context.Request)
                : null;
        }
        catch (Exception error) when (!context.Response.HasStarted && Of(error) is not null)
        {
            problem = Of(error);
        }
        catch (OperationCanceledException)
        {
            // Given up by the client, or by the limit on time, which answers itself.
            if (context.RequestAborted.IsCancellationRequested)
                throw;
            return;
        }
#pragma warning disable CA1031 // A bug in one request must not take the others with it; it is reported as a bug.
        catch (Exception bug) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            log?.Invoke($"internal error ({bug.GetType().Name}: {bug.Message}) on {context.Request.Method} {context.Request.Path}");
            problem = new Problem(StatusCodes.Status500InternalServerError, "Internal error",
                "this is a bug in jouletree; please report it with the request");
        }

        if (problem is not null)
            await problem.WriteAsync(context).ConfigureAwait(false);
    });

    private static Problem? Of(Exception error) => error switch
    {
        InputException input => new Problem(StatusCodes.Status400BadRequest, "Bad request", TreeQuery.MessageOf(input)),
        NotFoundException missing => new Problem(StatusCodes.Status404NotFound, "Not found", missing.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Problem(StatusCodes.Status413PayloadTooLarge, "Too large", "the body is larger than this server takes"),
        BadHttpRequestException bad => new Problem(bad.StatusCode, "Bad request", bad.Message),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
            new Problem(StatusCodes.Status404NotFound, "Not found", "the file went away, or may not be read"),
        _ => null,
    };

    private static Problem OfStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound =>
            new Problem(status, "Not found", "there is nothing here; GET /api/v1/openapi.json describes all that there is"),
        StatusCodes.Status405MethodNotAllowed =>
            new Problem(status, "Method not allowed",
                $"{request.Method} is not what this address takes; GET /api/v1/openapi.json describes it"),
        _ => new Problem(status, "Failed", $"the request failed with status {status}"),
    };
}
