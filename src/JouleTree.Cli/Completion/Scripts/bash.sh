# Completes jouletree in bash: eval "$(jouletree completion bash)" in ~/.bashrc.
_jouletree() {
  local line=${COMP_LINE:0:COMP_POINT} word one
  local -a found=()
  # The word before the cursor as the user sees it: bash itself splits at colons, which names of models hold.
  word=${line##*[[:space:]]}
  # Options are offered to who begins one; others want a verb, a word or a file.
  while IFS= read -r one; do
    [[ $one == [-/]* && $word != [-/]* ]] || found+=("$one")
  done < <(jouletree "[suggest:${#line}]" "$line" 2>/dev/null)
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "${found[*]}" -- "$word"))
  # What bash takes for the word begins behind the last colon or equals sign.
  local kept=${COMP_WORDS[COMP_CWORD]}
  if [[ $word == *[:=]* ]]; then
    [[ $kept == [:=] ]] && kept=
    COMPREPLY=("${COMPREPLY[@]#"${word%"$kept"}"}")
  fi
}
complete -o default -F _jouletree jouletree
