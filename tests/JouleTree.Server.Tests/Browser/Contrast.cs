namespace JouleTree.Server.Tests.Browser;

/// <summary>Contrast of text with its ground, as WCAG 2 defines it.</summary>
internal static class Contrast
{
    /// <summary>JavaScript that lists visible texts whose contrast is below 4.5, or 3 where they are large.</summary>
    public const string LowContrastTexts =
        """
        () => {
          const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgba = colour => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); const d = paint.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
          const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
          const ground = element => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) { const c = rgba(getComputedStyle(at).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
            return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
          };
          const light = c => { const l = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
          const bad = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const element = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
            if (!text || !element.checkVisibility() || element.closest('.visually-hidden, .skip, [hidden], noscript, option')) continue;
            const style = getComputedStyle(element), under = ground(element), ink = over(rgba(style.color), under);
            const [a, b] = [light(ink), light(under)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
            const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
            if (ratio < (large ? 3 : 4.5)) bad.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)} (${style.color} on ${under.map(Math.round)})`);
          }
          return [...new Set(bad)];
        }
        """;
}
