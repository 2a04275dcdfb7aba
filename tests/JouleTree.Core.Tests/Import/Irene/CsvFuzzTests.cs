using System.Text;
using JouleTree.Core.Import.Irene;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Core.Tests.Import.Irene;

public sealed class CsvFuzzTests
{
    [Fact]
    public void IreneCsv_Damaged_EndsInSuccessOrAClearError()
    {
        const string Text = """
            batch_size,seq_len,flops,mem_bytes,cpu,mem,gpu,gpu_mem,gpu_clk,gpu_mem_clk,times_mean,gpu_energy_mean,energy_mean,level_name,model_name
            8.0,32.0,0.0,0.75,8.55,10.0,46.9,17.1,1911.0,3802.0,2.57e-05,0.0023,0.0049,embeddings.word_embeddings:Embedding,bert-base-uncased
            8.0,64.0,12.5,1.875,8.57,10.0,90.7,1.0,1920.05,3802.0,2.84e-05,0.0032,0.0064,"encoder.layer.0.attention.self:MatMul",bert-base-uncased

            """;
        Fuzz.Run([Encoding.UTF8.GetBytes(Text)], bytes =>
        {
            using MemoryStream stream = new(bytes);
            IreneCsvFiles.Read(stream, "fuzz", IreneLevel.ParametricPrimitive);
        });
    }
}
