{{/*
A NetworkPolicy of one role. Takes root, role and rules: a list of {port, roles} for the release's own roles and of
{port, from} for a list of peers, where an empty list is everyone.
*/}}
{{- define "vectron.networkPolicy" -}}
{{- $root := .root -}}
{{- $ports := include "vectron.rolePorts" . | fromYaml -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "vectron.roleName" . }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "vectron.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "vectron.selector" . | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    {{- range .rules }}
    - ports:
        - port: {{ int (index $ports .port) }}
          protocol: TCP
      {{- if .roles }}
      from:
        {{- range .roles }}
        - podSelector:
            matchLabels:
              {{- include "vectron.selector" (dict "root" $root "role" .) | nindent 14 }}
        {{- end }}
        {{- with .from }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- else if .from }}
      from:
        {{- toYaml .from | nindent 8 }}
      {{- end }}
    {{- end }}
    - ports:
        - port: {{ int $ports.management }}
          protocol: TCP
      from:
        - podSelector:
            matchLabels:
              {{- include "vectron.releaseSelector" $root | nindent 14 }}
        {{- with $root.Values.networkPolicy.monitoringFrom }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- end -}}
