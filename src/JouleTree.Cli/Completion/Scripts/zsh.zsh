#compdef jouletree
# Completes jouletree in zsh: source <(jouletree completion zsh) in ~/.zshrc, behind compinit.
_jouletree() {
  local -a found
  found=("${(@f)$(jouletree "[suggest:${#LBUFFER}]" "$LBUFFER" 2>/dev/null)}")
  found=(${found:#})
  # Options are offered to who begins one; others want a verb, a word or a file.
  [[ $PREFIX == [-/]* ]] || found=(${found:#[-/]*})
  (( ${#found} )) && compadd -- "${found[@]}"
  _files
}
compdef _jouletree jouletree
