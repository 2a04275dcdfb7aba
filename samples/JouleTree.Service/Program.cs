using JouleTree.Metering;
using JouleTree.Samples;
using Microsoft.AspNetCore.Builder;

if (args is not [var model, .. var rest] || model.StartsWith('-'))
{
    Console.Error.WriteLine("usage: dotnet run --project samples/JouleTree.Service -- MODEL.onnx [--urls http://127.0.0.1:5080]");
    return 2;
}

using EnergyMeter meter = EnergyMeter.Open();
await using WebApplication service = EnergyService.Build(model, meter, rest);
Console.WriteLine($"energy is {meter.Description.Source} by {meter.Description.Name}");
await service.RunAsync();
return 0;
