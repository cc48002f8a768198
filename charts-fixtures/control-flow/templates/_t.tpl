{{- define "flow.fizz" -}}
{{- if and (eq (mod . 3) 0) (eq (mod . 5) 0) }}FizzBuzz{{ else if eq (mod . 3) 0 }}Fizz{{ else if eq (mod . 5) 0 }}Buzz{{ else }}{{ . }}{{ end -}}
{{- end -}}
{{- define "flow.dot" }}<{{ . }}>{{ end -}}
{{- define "flow.dollar" }}[{{ $.name }}/{{ with .roles }}{{ $.name }}:{{ . | join "+" }}{{ else }}none{{ end }}]{{ end -}}
{{- block "flow.block" (dict "default" true) }}{{ end -}}
