using System.Reflection;
using JouleTree.Core.Results;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Formats;

/// <summary>Every column of every table is explained, and one thing has one name.</summary>
public sealed class ColumnNamesTests
{
    private static readonly string Explained =
        File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "columns.md"));

    /// <summary>Names of the columns of all tables.</summary>
    internal static string[] AllNames => [.. Tables().SelectMany(NamesOf).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Columns_OfEveryTable_AreExplained()
    {
        string[] names = AllNames;

        names.Length.ShouldBeGreaterThan(60);
        names.Where(name => !Explained.Contains($"`{name}`", StringComparison.Ordinal)
            && !name.EndsWith("_percent_error_sd", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Columns_OfATable_HaveDifferentNames() =>
        Tables().ShouldAllBe(table => NamesOf(table).Distinct().Count() == NamesOf(table).Count());

    private static IEnumerable<string> NamesOf(object table) =>
        (IEnumerable<string>)table.GetType().GetProperty(nameof(ResultTable<int>.Names))!.GetValue(table)!;

    private static object[] Tables() =>
    [
        .. from assembly in (Assembly[])
           [
               typeof(Cli.Terminal.ExitCodes).Assembly, typeof(Server.ServerOptions).Assembly,
               typeof(Reporting.Report.ReportPage).Assembly, typeof(ResultTable<>).Assembly, typeof(JouleTree.Estimates.Estimate).Assembly,
           ]
           from type in assembly.GetTypes()
           where !type.ContainsGenericParameters
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(ResultTable<>)
           select field.GetValue(null)!,
    ];
}
