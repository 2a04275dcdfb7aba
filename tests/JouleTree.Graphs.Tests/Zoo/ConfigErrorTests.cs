using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>What is wrong in a configuration ends in one message that names file and field and what was expected.</summary>
public sealed class ConfigErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"hidden_act\": \"sine\"", "field 'hidden_act': is the text 'sine', expected gelu or")]
    [InlineData("\"hidden_act\": 3", "field 'hidden_act': is 3, expected gelu or")]
    [InlineData("\"hidden_size\": -64", "field 'hidden_size': is -64, expected a whole number from 1 to")]
    [InlineData("\"hidden_size\": 64.5", "field 'hidden_size': is 64.5, expected a whole number from 1 to")]
    [InlineData("\"hidden_size\": 99999999999999999999", "field 'hidden_size': is 99999999999999999999, expected a whole number")]
    [InlineData("\"hidden_size\": \"64\"", "field 'hidden_size': is the text '64', expected a whole number")]
    [InlineData("\"hidden_size\": null", "field 'hidden_size': is null, expected a whole number")]
    [InlineData("\"hidden_size\": [64]", "field 'hidden_size': is [64], expected a whole number")]
    [InlineData("\"rms_norm_eps\": \"1e-5\"", "field 'rms_norm_eps': is the text '1e-5', expected a number of at least 0")]
    [InlineData("\"rms_norm_eps\": 1e999", "field 'rms_norm_eps': is 1e999, expected a number of at least 0")]
    [InlineData("\"attention_bias\": \"no\"", "field 'attention_bias': is the text 'no', expected true or false")]
    [InlineData("\"num_attention_heads\": 7",
        "field 'num_attention_heads': a hidden size of 64 cannot be divided among 7 attention heads")]
    [InlineData("\"num_key_value_heads\": 3", "field 'num_key_value_heads': 4 attention heads cannot share 3 heads of keys and values")]
    [InlineData("\"head_dim\": 5", "field 'head_dim': heads of size 5")]
    [InlineData("\"partial_rotary_factor\": 0.5", "field 'partial_rotary_factor': is 0.5, expected 1")]
    [InlineData("\"rope_scaling\": {\"rope_type\": \"spiral\"}",
        "field 'rope_scaling.rope_type': is the text 'spiral', expected default or")]
    [InlineData("\"rope_scaling\": 2", "field 'rope_scaling': is 2, expected an object of fields")]
    [InlineData("\"rope_parameters\": {\"partial_rotary_factor\": 0.25}",
        "field 'rope_parameters': turns a part of each head (partial_rotary_factor), expected all of it")]
    [InlineData("\"num_experts\": 8", "field 'num_experts': is 8, which may change what is counted, and is not a field of Llama")]
    [InlineData("\"hidden_sizes\": 8", "did you mean hidden_size? Its fields are")]
    [InlineData("\"norm_type\": \"layernorm\"", "field 'norm_type': is the text 'layernorm', which may change what is counted")]
    [InlineData("\"sliding_window\": 4096", "field 'sliding_window': is 4096, which may change what is counted")]
    [InlineData("\"vocab_size\": 100, \"vocab_size\": 200", "field 'vocab_size': stands twice in one object, expected it once")]
    public void Build_WrongValue_NamesFileAndField(string field, string expected)
    {
        string file = Write($$"""
            {"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 4, {{field}},
             "num_hidden_layers": 1}
            """, field.Split(':')[0]);

        string message = Should.Throw<InputException>(() => ConfigFile.Read(file).Build()).Message;
        message.ShouldStartWith(file + ": ");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("llama", "\"pruned_heads\": {}, \"is_decoder\": false, \"my_note\": \"hello\", \"seed\": 3, \"use_cache\": true",
        "fields of the configuration that Llama does not know were ignored: is_decoder, my_note, pruned_heads, seed")]
    [InlineData("bert", "\"layer_norm_epsilon\": 1e-5, \"dropout\": 0.1, \"pad_token_id\": 0", null)]
    public void Build_FieldThatChangesNothing_IsNamedAndIgnored(string type, string fields, string? remark)
    {
        string file = Write($$"""{"model_type": "{{type}}", {{fields}}, "num_hidden_layers": 1}""");

        ConfigFile.Read(file).Build().Notes.ShouldBe(remark is null ? [] : [remark]);
    }

    [Fact]
    public void Build_TypedFieldThatNobodyKnows_IsRefusedWhateverItIsCalled()
    {
        string file = Write("""{"model_type": "llama", "num_hidden_layers": 1}""");

        foreach (string name in (string[])["my_note", "my_dropout", "top_p"])
        {
            InputException error = Should.Throw<InputException>(
                () => ConfigFile.Read(file).Build(changes: ConfigFields.Empty().AddPair(name + "=false")));
            error.Message.ShouldStartWith($"field '{name}': is not a field of Llama");
        }
    }

    [Fact]
    public void Build_TypedValueOverAFile_IsNotBlamedOnTheFile()
    {
        string file = Write("""{"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 1}""");

        Should.Throw<InputException>(() => ConfigFile.Read(file).Build(changes: ConfigFields.Empty().AddPair("num_attention_heads=7")))
            .Message.ShouldStartWith("field 'num_attention_heads': a hidden size of 64");
    }

    [Theory]
    [InlineData("{\"model_type\": \"gpt2\", \"n_embd\": 64, \"hidden_size\": 128}",
        "field 'hidden_size': is 128, and field 'n_embd', which means the same, 64: leave one out")]
    [InlineData("{\"model_type\": \"gemma2\", \"num_hidden_layers\": 2, \"layer_types\": [\"full_attention\"]}",
        "field 'layer_types': has 1 entries, expected one for each of the 2 layers")]
    [InlineData("{\"model_type\": \"gemma2\", \"num_hidden_layers\": 1, \"layer_types\": [\"linear_attention\"]}",
        "field 'layer_types': is the text 'linear_attention', expected full_attention or sliding_attention")]
    [InlineData("{\"model_type\": \"qwen2\", \"num_hidden_layers\": 1, \"layer_types\": [\"sliding_attention\"]}",
        "field 'layer_types': lists layers that see a window, and use_sliding_window")]
    [InlineData("{\"model_type\": \"gemma\", \"attention_bias\": true}", "field 'attention_bias': is true, expected false")]
    [InlineData("{\"model_type\": \"gpt2\", \"scale_attn_by_inverse_layer_idx\": true}", "is true, expected false")]
    [InlineData("{\"model_type\": \"gpt2\", \"summary_activation\": \"tanh\"}", "field 'summary_activation': is tanh, expected null")]
    [InlineData("{\"model_type\": \"t5\", \"feed_forward_proj\": \"gated-gelu\", \"is_gated_act\": false}",
        "field 'is_gated_act': is false, expected true")]
    [InlineData("{\"model_type\": \"bert\", \"position_embedding_type\": \"relative_key\"}", "expected absolute")]
    [InlineData("{\"model_type\": \"albert\", \"num_hidden_groups\": 13}",
        "field 'num_hidden_groups': num_hidden_groups=13: expected at most")]
    [InlineData("{\"model_type\": \"resnet\", \"hidden_sizes\": [64, 128, 256, 512]}",
        "field 'hidden_sizes': expected 256, 512, 1024, 2048")]
    [InlineData("{\"model_type\": \"transfo-xl\", \"div_val\": 1}", "field 'div_val': is 1, expected at least 2")]
    [InlineData("{\"model_type\": \"transfo-xl\", \"cutoffs\": [9, 5, 7]}", "field 'cutoffs': cutoffs 9, 5, 7 of a vocabulary")]
    [InlineData("{\"model_type\": \"vit\", \"patch_size\": 15}", "field 'patch_size': an image of 224 cannot be cut into patches of 15")]
    public void Build_ValuesThatTheFamilyCannotHonour_AreRefused(string text, string expected) =>
        Should.Throw<InputException>(() => ConfigFile.Read(Write(text)).Build()).Message.ShouldContain(expected);

    [Theory]
    [InlineData("", "is not JSON at byte 1 of the line, expected an object of configuration fields")]
    [InlineData("{\"model_type\": \"llama\",", "is not JSON at byte")]
    [InlineData("model_type: llama", "is not JSON at byte")]
    [InlineData("[{\"model_type\": \"llama\"}]", "is [{\"model_type\": \"llama\"}], expected an object of configuration fields")]
    [InlineData("{\"hidden_size\": 64}", "field 'model_type': is missing: expected the configuration of a model")]
    [InlineData("{\"model_type\": 3}", "field 'model_type': is 3, expected the name of a family")]
    [InlineData("{\"model_type\": \"lama\"}",
        "field 'model_type': is 'lama', a family that is not known here; did you mean llama")]
    [InlineData("{\"model_type\": \"zzzzzz\"}", "a family that is not known here; known are albert, ")]
    [InlineData("{\"model_type\": \"vgg\"}", "models of VGG are known by name only: name one, such as vgg11")]
    [InlineData("{\"\\ud800\": 1}", "holds a name that is not valid Unicode")]
    public void Read_NoConfiguration_IsRefused(string text, string expected) =>
        Should.Throw<InputException>(() => ConfigFile.Read(Write(text))).Message.ShouldContain(expected);

    [Fact]
    public void Read_NestedTooDeep_IsRefused()
    {
        string text = "{\"model_type\": \"llama\", \"a\": " + new string('[', 100) + new string(']', 100) + "}";

        Should.Throw<InputException>(() => ConfigFile.Read(Write(text))).Message.ShouldContain("is nested too deep at byte");
    }

    // Fields that a case gives in another way are left out of the rest.
    private string Write(string text, string? once = null)
    {
        string kept = once is null || once == "\"vocab_size\"" ? text : Once(text, once);
        return _folder.Write("config.json", kept);
    }

    private static string Once(string text, string name)
    {
        int first = text.IndexOf(name + ":", StringComparison.Ordinal);
        int next = text.IndexOf(name + ":", first + 1, StringComparison.Ordinal);
        return next < 0 ? text : text.Remove(first, text.IndexOf(',', first) + 1 - first);
    }
}
