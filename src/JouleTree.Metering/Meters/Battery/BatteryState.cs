using System.Globalization;

namespace JouleTree.Metering.Meters.Battery;

/// <summary>A battery as the kernel tells of it.</summary>
/// <remarks>
/// Files and units as Linux's Documentation/ABI/testing/sysfs-class-power has them: <c>power_now</c> in microwatts, <c>current_now</c> in
/// microamperes (its sign differs between drivers), <c>voltage_now</c> in microvolts, <c>energy_now</c> in microwatt-hours,
/// <c>charge_now</c> in microampere-hours.
/// </remarks>
/// <param name="Watts">Power that it gives; 0 where it does not discharge, null where it does not tell.</param>
/// <param name="Joules">Energy that it holds; null where it does not tell.</param>
/// <param name="IsDischarging">It gives power to the machine.</param>
internal readonly record struct BatteryState(double? Watts, double? Joules, bool IsDischarging)
{
    private const double JoulesPerMicrowattHour = 3600e-6;
    private const double WattsPerMicrowatt = 1e-6;

    // Microvolts times microamperes are 1e-12 W; microampere-hours times microvolts 3600e-12 J.
    private const double WattsPerProduct = 1e-12;
    private const double JoulesPerProduct = 3600e-12;

    /// <summary>A battery by what its files hold.</summary>
    /// <param name="read">Content of a file by its name; null where there is none.</param>
    /// <exception cref="FormatException">A file holds no number; the message names it.</exception>
    public static BatteryState Of(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        bool isDischarging = read("status") == "Discharging";
        double? volts = Number("voltage_now");
        double? watts = Number("power_now") is { } power
            ? Math.Abs(power) * WattsPerMicrowatt
            : Math.Abs(Number("current_now") * volts * WattsPerProduct ?? double.NaN) is var product && double.IsFinite(product)
                ? product
                : null;
        double? joules = Number("energy_now") * JoulesPerMicrowattHour ?? Number("charge_now") * volts * JoulesPerProduct;
        return new BatteryState(isDischarging ? watts : 0, joules, isDischarging);

        double? Number(string file) => read(file) is not { } text
            ? null
            : double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new FormatException($"{file} holds '{text}', expected a whole number");
    }
}
