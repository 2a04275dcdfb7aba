using System.Resources;
using BenchmarkDotNet.Attributes;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Models;
using JouleTree.Serving;

namespace JouleTree.Benchmarks;

/// <summary>Language models served on GPUs: a profile is read, a network counted, a deployment estimated, many compared.</summary>
[MemoryDiagnoser]
public class ServingBenchmarks
{
    private readonly byte[] _text = Text("serving/h100-vllm-0.11.json");
    private readonly ServedModel _model = Count();
    private readonly ServingProfile _profile = ServingProfile.Find("h100-vllm-0.11");
    private readonly ServingDeployment _deployment = new() { Gpus = 2, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };

    // 4 profiles, 4 numbers of GPUs, 625 of requests.
    private readonly DeploymentGrid _grid = new() { Requests = [.. Enumerable.Range(1, 625).Select(requests => (double)requests)] };

    [Benchmark]
    public ServingProfile LoadProfile() => ServingProfileFile.Parse(_text, "h100-vllm-0.11");

    [Benchmark]
    public ServedModel CountNetwork() => Count();

    [Benchmark]
    public double Deployment() => _model.On(_profile, _deployment).Estimate.JoulesPerToken;

    [Benchmark]
    public double DeploymentWithTree() => _model.On(_profile, _deployment).Tree.Root.PredictedJoules!.Value;

    [Benchmark]
    public int TenThousandDeployments() => DeploymentChoice.Of([_model], _grid).Deployments.Count;

    private static ServedModel Count() => ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"));

    private static byte[] Text(string resource)
    {
        using Stream stream = typeof(ServingProfile).Assembly.GetManifestResourceStream(resource)
            ?? throw new MissingManifestResourceException(resource);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
