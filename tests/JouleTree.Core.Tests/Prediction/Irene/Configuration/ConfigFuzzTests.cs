using System.Text;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Irene.Configuration;

public sealed class ConfigFuzzTests
{
    [Fact]
    public void Configs_Damaged_EndInSuccessOrAClearError() => Fuzz.Run(
        [Encoding.UTF8.GetBytes("""
            {"feature_sets":["model_specs","resource_utilization"],"polynomial_features":true,"training_strategy":"end2end","standardize_features":true,
             "tanh_scalar":10,"normalize_loss_scale":true,"weighting_setting":"close_to_one","seed":13370,"epochs":8,"learning_rate":0.001,"init":"uniform"}
            """)],
        bytes => IreneConfigJson.Parse(bytes, "fuzz"));
}
