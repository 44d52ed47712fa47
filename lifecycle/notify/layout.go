package notify

const englishText = `Hello {{.To.Name}},

{{range .Paragraphs}}{{.}}

{{end}}
{{- if .AsksForDecision}}
{{- if and .Requestor (ne .Requestor .Target)}}Requested by: {{.Requestor}}
{{end}}
{{- with .Organization}}Organization: {{.}}
{{end}}
{{- if not .Submitted.IsZero}}Submitted: {{instant .Submitted}}
{{end}}
{{- if not .Start.IsZero}}Wanted from: {{instant .Start}}
{{end}}
{{- if not .End.IsZero}}Wanted until: {{instant .End}}
{{end}}
{{- if not .Message.DecideBy.IsZero}}Expires: {{instant .Message.DecideBy}}
{{end}}
{{- with .Justification}}Justification:
{{quote .}}
{{end}}
{{end}}
{{- with .Link}}{{.}}

{{end -}}
-- ` + `
{{.Sender}}
`

const englishHTML = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
<p>Hello {{.To.Name}},</p>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}
{{- if .AsksForDecision}}<table>
{{- if and .Requestor (ne .Requestor .Target)}}
<tr><th align="left">Requested by</th><td>{{.Requestor}}</td></tr>{{end}}
{{- with .Organization}}
<tr><th align="left">Organization</th><td>{{.}}</td></tr>{{end}}
{{- if not .Submitted.IsZero}}
<tr><th align="left">Submitted</th><td>{{instant .Submitted}}</td></tr>{{end}}
{{- if not .Start.IsZero}}
<tr><th align="left">Wanted from</th><td>{{instant .Start}}</td></tr>{{end}}
{{- if not .End.IsZero}}
<tr><th align="left">Wanted until</th><td>{{instant .End}}</td></tr>{{end}}
{{- if not .Message.DecideBy.IsZero}}
<tr><th align="left">Expires</th><td>{{instant .Message.DecideBy}}</td></tr>{{end}}
</table>
{{- with .Justification}}
<p>Justification:</p>
<blockquote style="white-space: pre-line">{{.}}</blockquote>{{end}}
{{end}}
{{- with .Link}}<p><a href="{{.}}">{{.}}</a></p>
{{end -}}
<p>{{.Sender}}</p>
</body>
</html>
`
