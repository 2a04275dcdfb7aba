using System.Diagnostics.Metrics;
using JouleTree.Metering;
using JouleTree.Metering.Meters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenTelemetry.Metrics;

namespace JouleTree.Samples;

/// <summary>A service whose every answer is a run of a network, in a window of an energy meter (docs/windows.md).</summary>
public static class EnergyService
{
    /// <summary>The network's run, as metrics name it.</summary>
    public const string Window = "answer";

    /// <summary>The service: <c>POST /answer</c> runs the network, <c>GET /metrics</c> is for Prometheus.</summary>
    /// <param name="model">An ONNX file; what is free in its inputs' shapes is 1.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="args">The host's own arguments, such as <c>--urls</c>.</param>
    public static WebApplication Build(string model, EnergyMeter meter, string[] args)
    {
        ArgumentNullException.ThrowIfNull(meter);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        // Joules by window come from JouleTree's own instruments; joules of a request are a histogram of the service.
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(EnergyMeter.TelemetryName, nameof(EnergyService)).AddPrometheusExporter());
        builder.Services.AddSingleton(_ => new InferenceSession(model));
        WebApplication service = builder.Build();
        Meter own = new(nameof(EnergyService));
        Histogram<double> joules = own.CreateHistogram<double>(
            "service.request.energy", "J", "Energy of a request, its share of what was used.");
        service.Lifetime.ApplicationStopped.Register(own.Dispose);
        service.MapPrometheusScrapingEndpoint();
        service.MapPost("/answer", (InferenceSession session) =>
        {
            using OpenWindow window = meter.Begin(Window);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(Inputs(session));
            string[] answers = [.. outputs.Select(output => output.Name)];
            EnergyWindow energy = window.End();
            if (energy.ShareJoules is { } share)
                joules.Record(share, new KeyValuePair<string, object?>("source", meter.Description.Source.ToString()));
            return Results.Json(
                new { outputs = answers, joules = energy.ShareJoules, seconds = energy.Seconds, trouble = energy.Trouble });
        });
        return service;
    }

    private static List<NamedOnnxValue> Inputs(InferenceSession session) =>
    [
        .. session.InputMetadata.Select(input =>
        {
            int[] shape = [.. input.Value.Dimensions.Select(size => Math.Max(size, 1))];
            return input.Value.ElementDataType == TensorElementType.Int64
                ? NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<long>(shape))
                : NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(shape));
        }),
    ];
}
