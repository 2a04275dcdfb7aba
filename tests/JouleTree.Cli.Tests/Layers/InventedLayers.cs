using System.Globalization;
using JouleTree.Testing;

namespace JouleTree.Cli.Tests.Layers;

/// <summary>An invented machine at 75 W, in the form of the published averages.</summary>
internal static class InventedLayers
{
    /// <summary>Writes sixty fully connected layers and rectifiers.</summary>
    public static string Data(TemporaryFolder folder)
    {
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        Random random = new(2);
        using (StreamWriter linear = new(Path.Combine(data, "linear.csv")))
        {
            linear.WriteLine("batch_size,input_size,output_size,cpu_energy,duration,forward_passes");
            for (int row = 0; row < 60; row++)
            {
                (int batch, int inputs, int outputs) = (random.Next(1, 128), random.Next(16, 5000), random.Next(16, 5000));
                double joules = (0.001 + (2e-9 * batch * inputs * outputs)) * (0.99 + (0.02 * random.NextDouble()));
                linear.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{batch},{inputs},{outputs},{joules / 3.6e6},{joules / 75 * 10},10"));
            }
        }

        using StreamWriter relu = new(Path.Combine(data, "relu.csv"));
        relu.WriteLine("batch_size,input_size,cpu_energy,duration,forward_passes");
        for (int row = 0; row < 60; row++)
        {
            (int batch, int inputs) = (random.Next(1, 128), random.Next(5000, 500_000));
            double joules = (0.0001 + (4e-8 * batch * inputs)) * (0.99 + (0.02 * random.NextDouble()));
            relu.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch},{inputs},{joules / 3.6e6},{joules / 75 * 10},10"));
        }

        return data;
    }
}
