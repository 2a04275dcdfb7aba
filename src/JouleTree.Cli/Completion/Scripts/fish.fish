# Completes jouletree in fish: jouletree completion fish > ~/.config/fish/completions/jouletree.fish
function __jouletree_suggest
    set -l line (commandline -cp)
    # Options are offered to who begins one; others want a verb, a word or a file.
    set -l kept '^[^-/].*'
    string match -qr '^[-/]' -- (commandline -ct); and set kept '.+'
    jouletree "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -r -- $kept
end
complete -c jouletree -a '(__jouletree_suggest)'
