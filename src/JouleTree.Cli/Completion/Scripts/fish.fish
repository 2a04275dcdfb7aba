# Completes jouletree in fish: jouletree completion fish > ~/.config/fish/completions/jouletree.fish
function __jouletree_suggest
    set -l line (commandline -cp)
    jouletree "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c jouletree -a '(__jouletree_suggest)'
