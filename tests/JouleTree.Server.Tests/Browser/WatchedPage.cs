using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;

namespace JouleTree.Server.Tests.Browser;

/// <summary>A page that notes errors of its console, its scripts and its policy, and every address that it asks.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly string _origin;

    public WatchedPage(IPage page, string origin)
    {
        _origin = origin;
        Page = page;
        page.SetDefaultTimeout(60_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) => _asked.Enqueue(request.Url);
    }

    public IPage Page { get; }

    public async Task GoToAsync(string url)
    {
        await Page.GotoAsync(url);
        await SettleAsync();
    }

    /// <summary>Waits until what was asked for is shown.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForFunctionAsync(
            "() => !document.querySelector('main[aria-busy]') && (document.querySelector('.bar + .picker') !== null || "
            + "document.querySelector('.figures, .problem:not([hidden]), .plot canvas') !== null)");
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /// <summary>Picks from a list by typing: what fits best.</summary>
    public async Task PickAsync(string label, string text)
    {
        await Page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true }).First.FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until a text stands in an element.</summary>
    public Task WaitForTextAsync(string selector, string text) => Page.WaitForFunctionAsync(
        "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)", new[] { selector, text });

    /// <summary>Text of an element.</summary>
    public async Task<string> TextAsync(string selector) => await Page.Locator(selector).First.InnerTextAsync();

    /// <summary>Nothing went wrong, and nobody else was asked.</summary>
    /// <param name="expected">Part of messages that the test causes on purpose.</param>
    public void ShouldBeClean(string? expected = null)
    {
        _errors.Where(error => expected is null || !error.Contains(expected, StringComparison.Ordinal)).ShouldBeEmpty();
        _asked.Where(url => !url.StartsWith(_origin, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal)
            && !url.StartsWith("blob:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Closes the page and forgets what it remembered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Page.Url.StartsWith("http", StringComparison.Ordinal))
            await Page.EvaluateAsync("() => localStorage.clear()");
        await Page.CloseAsync();
    }
}
