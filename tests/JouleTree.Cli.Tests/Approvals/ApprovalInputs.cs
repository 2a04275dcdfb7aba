using System.Globalization;
using System.Text;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Tests.Devices;
using JouleTree.Cli.Tests.Layers;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Approvals;

/// <summary>A folder with small invented files: trees, networks, layers, traces, plans, and what is trained on them.</summary>
public sealed class ApprovalInputs : IDisposable
{
    private const string IreneHeader = "batch_size,seq_len,flops,mem_bytes,cpu,mem,gpu,gpu_mem,gpu_clk,gpu_mem_clk,times_mean,"
        + "gpu_energy_mean,energy_mean,level_name,model_name";

    private readonly TemporaryFolder _folder = new();

    public ApprovalInputs()
    {
        WriteMachine();
        WriteTrees();
        WriteNetwork("net.onnx", "Softmax");
        WriteNetwork("partial.onnx", "NoSuchOperator");
        Write("tiny.json", """
            {"model_type": "gemma3", "text_config": {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
             "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 32, "vocab_size": 100, "my_note": "invented"},
             "vision_config": {"hidden_size": 32}}
            """);
        Write("experts.json", """{"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_experts": 8}""");
        ModelInputs.WriteTo(_folder);
        GgufInputs.WriteTo(_folder);
        WriteLayers();
        WriteIreneCsv();
        WriteTraces();
        WritePlans();
        Train();
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Root of the file system of an invented machine.</summary>
    public string Machine => _folder.File("machine");

    /// <summary>A word of a case's command line with the folder in place of each <c>@</c>.</summary>
    /// <param name="word">A word.</param>
    public string InPlace(string word) => word.Replace("@", Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder.File(name))!);
        _folder.Write(name, text);
    }

    private void WriteMachine()
    {
        Write("machine/proc/cpuinfo", "model name\t: Invented CPU 3000\n");
        Write("machine/proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\n");
    }

    private void WriteTrees()
    {
        ModelTree[] campaign = [.. TestTrees.Campaign().Select(Noisy)];
        campaign.WriteTo(_folder.File("trees.jsonl"));
        campaign.Skip(1).WriteTo(_folder.File("fewer.jsonl"));
        new[] { OfOtherTypes(TestTrees.Small()) }.WriteTo(_folder.File("other.jsonl"));
        new[] { TestTrees.Small() }.WriteTo(_folder.File("tree.jsonl"));
        List<ModelTree> transformers = [];
        foreach ((string name, int layers, double factor) in ((string, int, double)[])[("a", 1, 1), ("b", 2, 1.1), ("c", 3, 0.95)])
        {
            foreach ((int batch, int length) in ((int, int)[])[(4, 32), (8, 64), (16, 64), (8, 128)])
                transformers.Add(Noisy(new TransformerTrees(batch, length, 256, 4, layers).Measure(name, factor), transformers.Count));
        }

        transformers.WriteTo(_folder.File("transformers.jsonl"));
        // Of another width than any that is trained on.
        new[] { new TransformerTrees(8, 64, 32, 4).Build("narrow") }.WriteTo(_folder.File("narrow.jsonl"));
        new[] { Measured(1) }.WriteTo(_folder.File("before.jsonl"));
        new[] { Measured(1.5) }.WriteTo(_folder.File("after.jsonl"));
        Write("damaged.jsonl", File.ReadAllText(_folder.File("tree.jsonl")).Replace("\"scope\"", "\"skope\"", StringComparison.Ordinal));
        Write("empty.jsonl", "");
    }

    // What a formula gives without any error would teach predictors that there is none. Up to 3 % off, the same on every machine.
    private static ModelTree Noisy(ModelTree tree, int number)
    {
        int node = 0;
        return tree with
        {
            Root = tree.Root.Rebuild(one => one.With(NodeColumn.GroundTruthEnergy,
                one.GroundTruthJoules * (1 + (0.01 * (((3 * number) + (5 * node++)) % 7 - 3))))),
        };
    }

    private static ModelTree OfOtherTypes(ModelTree tree) =>
        tree with { Root = tree.Root.Rebuild(node => node.Kind == NodeKind.Primitive ? node with { InstanceType = "Softmax" } : node) };

    // Measured to a tenth either way.
    private static ModelTree Measured(double factor)
    {
        ModelTree tree = TestTrees.Small();
        return tree with
        {
            Root = tree.Root.Rebuild(node =>
            {
                double joules = factor * node.GroundTruthJoules!.Value;
                return node.With(NodeColumn.GroundTruthEnergy, joules) with
                {
                    Details = new NodeDetails
                    {
                        Energy = new EnergyDetails
                        {
                            Source = EnergySource.Modelled,
                            Joules = joules,
                            Low = 0.9 * joules,
                            High = 1.1 * joules,
                            Level = 0.9,
                        },
                    },
                };
            }),
        };
    }

    private void WriteNetwork(string name, string last)
    {
        OnnxWriter.Write(new OnnxModel
        {
            Name = "net",
            Nodes =
            [
                new OnnxNode { Name = "/body/dense/MatMul", OpType = "MatMul", Inputs = ["x", "w"], Outputs = ["h"] },
                new OnnxNode { Name = "/body/act/Relu", OpType = "Relu", Inputs = ["h"], Outputs = ["r"] },
                new OnnxNode { Name = "/head/op", OpType = last, Inputs = ["r"], Outputs = ["y"] },
            ],
            Initializers =
            [
                new OnnxTensor { Name = "w", Type = DataType.Float32, Shape = new TensorShape(16, 8), Raw = new byte[4 * 16 * 8] },
            ],
            Inputs = [new OnnxValue("x", DataType.Float32, [new OnnxDimension(2), new OnnxDimension(16)])],
            Outputs = [new OnnxValue("y", DataType.Float32, [new OnnxDimension(2), new OnnxDimension(8)])],
        }, _folder.File(name));
    }

    private void WriteLayers()
    {
        InventedLayers.Data(_folder);
        Write("networks.csv", "module,architecture,layer_idx,batch_size,cpu_energy,duration,forward_passes\n"
            + "ResNet,resnet18,0,4,1e-5,30,10\nVGG,vgg19,0,4,1e-4,30,10\nMine,mine,0,4,1e-5,30,10\n");
        Write("runs.csv", "timestamp,project_name,duration,cpu_energy\n"
            + "t,\"module:Net,macs:9,batch_size:2,freeText:architecture=net;layer_idx=0,forward_passes:10\",30,0.00100\n"
            + "t,\"module:Conv2d,macs:8,batch_size:2,freeText:architecture=net;layer_idx=1,forward_passes:10\",30,0.00090\n"
            + "t,\"module:ReLU,macs:1,batch_size:2,freeText:architecture=net;layer_idx=2,forward_passes:100\",30,0.00100\n");
        Write("kernels.csv", "device,version,gemm_dtype,m,n,k,latency,power,power_limit\n"
            + "NVIDIA H200,0.22.0,bfloat16,64,4096,4096,0.012,350,700\n"
            + "NVIDIA H200,0.22.0,bfloat16,256,4096,4096,0.02,500,700\n"
            + "NVIDIA H200,0.22.0,fp8_block,64,8192,2048,0.07,180,700\n"
            + "NVIDIA B200,0.22.0,bfloat16,64,4096,4096,0.01,500,1000\n");
        Write("products.csv", InventedKernels.Products("NVIDIA H100"));
        Write("narrow-products.csv", InventedKernels.Products("NVIDIA H100", 3, "fp8_block"));
        // Invented deployments of a model that has a name, and of one that has none.
        Write("deployments.csv", "task,model_id,family,gpu_model,num_gpus,weight_precision,avg_batch_size,prompt_len,avg_output_len,"
            + "window_decode_position,window_prefills_per_mean_output,repeated_prompt_share,energy_per_token_joules,"
            + "output_throughput_tokens_per_sec,median_itl_ms,flag_host_bound,flag_dp_attention\n"
            + "lm-arena-chat,Qwen/Qwen3-8B,Qwen3-8B,H100,1,bfloat16,16,600,400,388,1,0,0.3,1500,9,0,0\n"
            + "lm-arena-chat,Qwen/Qwen3-8B,Qwen3-8B,B200,1,bfloat16,16,600,400,388,1,0,0.3,2500,6,0,0\n"
            + "lm-arena-chat,my/model,mine,H100,2,bfloat16,32,600,400,388,1,0,0.2,2000,9,0,0\n");
        Write("serving.csv", InventedDeployments.Table(3, "X1"));
        Write("b200.csv", InventedDeployments.Table(3, "B200"));
        Write("spec.json",
            """{"name": "H200", "memory": "141 GB", "bandwidth": "4.8 TB/s", "peak": "989 TFLOPS", "power": "700 W"}""");
        Write("bad-layers/maxpool2d.csv", "batch_size,image_size,kernel_size,in_channels,stride,padding,cpu_energy\n1,4,9,3,1,1,1e-6\n");
    }

    private void WriteIreneCsv()
    {
        foreach ((string file, string[] names) in ((string, string[])[])
        [
            ("model", ["my-model"]), ("module", ["h.0.attn:Attention", "h.0:Block", "h.0.act:ReLU"]),
            ("ml1", ["w:Embedding", "h.0.ln:LayerNorm", "h.0.attn.dense:Linear"]), ("ml2", ["h.0.attn:MatMul", "h.0.attn:Softmax"]),
        ])
        {
            IEnumerable<string> rows = names.Select(name => $"8.0,32.0,1.5,2,3,4,5,6,7,8,9,10,11,{name},my-model");
            Write($"irene/{file}_level_features.csv", string.Join('\n', rows.Prepend(IreneHeader)) + "\n");
        }

        Write("counts.json", """{"my-model": {"w": 1000, "h.0.ln": 20, "h.0.attn.dense": 300}}""");
    }

    private void WriteTraces()
    {
        StringBuilder torch = new();
        StringBuilder ort = new();
        for (int pass = 0; pass < 3; pass++)
        {
            int start = 1000 * pass;
            // Passes of unequal length, so that there is an interval.
            Add(torch, "nn.Module: Net_0", "python_function", start, 100 + pass);
            Add(torch, "nn.Module: Linear_0", "python_function", start + 10, 20);
            Add(torch, "aten::linear", "cpu_op", start + 11, 18);
            Add(torch, "nn.Module: Linear_1", "python_function", start + 50, 30 + pass);
            Add(torch, "aten::linear", "cpu_op", start + 51, 28);
            Add(torch, "aten::add", "cpu_op", start + 85, 5);
            Add(ort, "model_run", "Session", start, 90 + pass);
            Add(ort, "/body/dense/MatMul_kernel_time", "Node", start + 5, 50 + pass);
            Add(ort, "/body/act/Relu_kernel_time", "Node", start + 60, 5);
            Add(ort, "/head/op_kernel_time", "Node", start + 70, 15);
        }

        Write("torch.json", $"[{torch.ToString().TrimEnd(',')}]");
        Write("ort.json", $"[{ort.ToString().TrimEnd(',')}]");

        static void Add(StringBuilder events, string name, string category, int start, int duration) => events.Append(
            CultureInfo.InvariantCulture,
            $$"""{"name": "{{name}}", "cat": "{{category}}", "ph": "X", "pid": 1, "tid": 1, "ts": {{start}}, "dur": {{duration}}},""");
    }

    private void WritePlans()
    {
        Write("plan.yaml", """
            rounds: 1
            meter: cpu-model
            models:
              - {model: google/bert_uncased_L-2_H-128_A-2, batch_sizes: [1, 2], lengths: [8]}
            layers:
              - {type: Linear, count: 2, batch_size: 1..4, input_size: 8..64, output_size: 8..64}
              - {type: ReLU, batch_size: 1, input_size: 8}

            """);
        Write("layers.yaml", "rounds: 1\nmeter: cpu-model\nlayers:\n  - {type: ReLU, count: 3, batch_size: 1..8, input_size: 8..64}\n");
        Write("torch.yaml", "name: layers\nengine: torch\nlayers: [{type: ReLU, batch_size: 1, input_size: 8}]\n");
        Write("bad.yaml", "rounds: 0\nmodels: [{model: gpt3}]\nlayer: []\n");
    }

    private void Train()
    {
        Run("train", "@trees.jsonl", "@irene-model", "-q");
        Run("predict", "@trees.jsonl", "@predicted.jsonl", "@irene-model", "-q");
        Run("train", "@transformers.jsonl", "@calibrated-model", "--predictor", "calibrated", "-q");
        Run("layers", "fit", "@data", "-o", "@layer-model", "-q");
        Run("import", "codecarbon", "@runs.csv", "--bad-rows", "none", "-o", "@runs.jsonl", "-q");
        Run("collect", "@layers.yaml", "-o", "@journal", "-q");
    }

    private void Run(params string[] args)
    {
        CommandContext context = new() { Out = TextWriter.Null, Error = TextWriter.Null, Machine = new TickingClock().Machine(Machine) };
        CommandRun run = CommandRun.In(context, CancellationToken.None, [.. args.Select(InPlace)]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
    }
}
