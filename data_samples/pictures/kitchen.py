"""Pictures for the kitchen."""

from __future__ import annotations

from data_samples.pictures.picture import Picture

KITCHEN = {
    "kettles": Picture(
        "#f6e7d8",
        78,
        """
<path d="M112 96 L92 88 Q84 86 86 94 L112 128 Z" fill="#b9543f"/>
<path d="M206 84 Q250 84 248 130 Q246 168 212 176" fill="none" stroke="#3b4450" stroke-width="13"
 stroke-linecap="round"/>
<path d="M116 76 H204 L218 190 Q218 198 210 198 H110 Q102 198 102 190 Z" fill="#d2674e"/>
<path d="M116 76 H134 L124 198 H110 Q102 198 102 190 Z" fill="#e58b74"/>
<rect x="112" y="66" width="96" height="14" rx="7" fill="#3b4450"/>
<circle cx="160" cy="58" r="9" fill="#3b4450"/>
<rect x="92" y="198" width="136" height="14" rx="7" fill="#3b4450"/>
<rect x="176" y="112" width="12" height="56" rx="6" fill="#f9ddd3"/>
<rect x="176" y="138" width="12" height="30" rx="6" fill="#8fc4d8"/>
<path d="M90 74 q-8 -12 2 -22 q8 -10 0 -20" fill="none" stroke="#b8a89a" stroke-width="5"
 stroke-linecap="round"/>
""",
    ),
    "kettle-descalers": Picture(
        "#e4f0ea",
        60,
        """
<path d="M122 98 Q122 84 138 80 V58 H182 V80 Q198 84 198 98 V200 Q198 210 188 210 H132 Q122 210 122 200 Z"
 fill="#4d9a80"/>
<path d="M122 98 Q122 84 138 80 V58 H148 V210 H132 Q122 210 122 200 Z" fill="#6cb79d"/>
<rect x="136" y="40" width="48" height="20" rx="5" fill="#2f4a52"/>
<rect x="122" y="118" width="76" height="66" fill="#f4f8f2"/>
<path d="M160 126 Q178 150 178 160 A18 18 0 0 1 142 160 Q142 150 160 126 Z" fill="#7fc0dc"/>
<path d="M151 160 q2 9 10 10" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/>
<circle cx="226" cy="196" r="14" fill="#fff" stroke="#a9c9bc" stroke-width="3"/>
<circle cx="248" cy="204" r="8" fill="#fff" stroke="#a9c9bc" stroke-width="3"/>
<circle cx="98" cy="198" r="12" fill="#fff" stroke="#a9c9bc" stroke-width="3"/>
""",
    ),
    "coffee-makers": Picture(
        "#eee3dc",
        84,
        """
<path d="M86 52 Q86 40 98 40 H222 Q234 40 234 52 V84 H138 V190 H234 V204 Q234 212 226 212 H94 Q86 212 86 204 Z"
 fill="#3f4550"/>
<path d="M86 52 Q86 40 98 40 H112 V212 H94 Q86 212 86 204 Z" fill="#5b6370"/>
<rect x="158" y="84" width="56" height="14" rx="4" fill="#2b3038"/>
<path d="M150 118 H216 L222 176 Q222 188 210 188 H156 Q144 188 144 176 Z" fill="#dfeaf0" opacity=".95"/>
<path d="M147 144 H219 L222 176 Q222 188 210 188 H156 Q144 188 144 176 Z" fill="#6b432c"/>
<path d="M220 128 Q244 130 240 152 Q237 168 222 170" fill="none" stroke="#2b3038" stroke-width="8"/>
<rect x="146" y="108" width="74" height="12" rx="5" fill="#2b3038"/>
<circle cx="112" cy="66" r="7" fill="#e9a23b"/>
<rect x="132" y="60" width="70" height="11" rx="5" fill="#8d96a3"/>
""",
    ),
    "coffee-filters": Picture(
        "#f3ead9",
        76,
        """
<path d="M78 78 Q160 54 242 78 L186 196 Q160 206 134 196 Z" fill="#e6cfa6"/>
<path d="M78 78 Q160 54 242 78 Q160 102 78 78 Z" fill="#c9a873"/>
<g stroke="#c9a873" stroke-width="3" fill="none"><path d="M104 86 L142 196"/><path d="M132 92 L151 200"/>
<path d="M160 94 V201"/><path d="M188 92 L169 200"/><path d="M216 86 L178 196"/></g>
<path d="M112 78 Q160 64 208 78 Q160 92 112 78 Z" fill="#6b432c"/>
<path d="M134 196 Q160 206 186 196 L184 204 Q160 214 136 204 Z" fill="#b8935c"/>
""",
    ),
    "frying-pans": Picture(
        "#e7ecf2",
        96,
        """
<path d="M204 110 L286 66 Q296 62 298 72 Q300 80 290 84 L212 132 Z" fill="#8a5a3c"/>
<circle cx="286" cy="74" r="4" fill="#e7ecf2"/>
<ellipse cx="140" cy="146" rx="92" ry="58" fill="#2d343d"/>
<ellipse cx="140" cy="136" rx="92" ry="56" fill="#47515d"/>
<ellipse cx="140" cy="138" rx="78" ry="45" fill="#353d47"/>
<path d="M96 140 Q92 114 122 114 Q144 104 160 120 Q190 122 182 146 Q178 166 150 160 Q112 172 96 140 Z"
 fill="#fdfaf2"/>
<circle cx="142" cy="136" r="17" fill="#f3b33d"/>
<path d="M132 130 q5 -7 12 -6" stroke="#fbd98d" stroke-width="4" fill="none" stroke-linecap="round"/>
""",
    ),
    "water-bottles": Picture(
        "#dcecf2",
        48,
        """
<rect x="142" y="26" width="36" height="26" rx="6" fill="#2f3d4a"/>
<path d="M150 26 Q150 12 160 12 Q170 12 170 26" fill="none" stroke="#2f3d4a" stroke-width="6"/>
<path d="M138 52 H182 Q182 66 192 74 Q198 80 198 90 V198 Q198 212 184 212 H136 Q122 212 122 198 V90
 Q122 80 128 74 Q138 66 138 52 Z" fill="#3b8ea5"/>
<path d="M138 52 H148 Q148 70 140 80 Q138 84 138 92 V212 H136 Q122 212 122 198 V90 Q122 80 128 74
 Q138 66 138 52 Z" fill="#66b3c7"/>
<rect x="122" y="170" width="76" height="14" fill="#f2c14e"/>
<path d="M160 102 Q178 128 178 138 A18 18 0 0 1 142 138 Q142 128 160 102 Z" fill="#e8f6fa"/>
""",
    ),
    "bottle-brushes": Picture(
        "#eaf1df",
        70,
        """
<path d="M232 44 L150 128" stroke="#b98b5a" stroke-width="14" stroke-linecap="round"/>
<path d="M150 128 L134 144" stroke="#7d8790" stroke-width="7"/>
<g transform="rotate(45 112 168)"><rect x="86" y="118" width="52" height="96" rx="24" fill="#8fb36b"/>
<g stroke="#6f944d" stroke-width="4"><path d="M86 138 H138"/><path d="M86 152 H138"/><path d="M86 166 H138"/>
<path d="M86 180 H138"/><path d="M88 194 H136"/></g><path d="M112 112 V214" stroke="#7d8790" stroke-width="5"/></g>
<circle cx="232" cy="44" r="4" fill="#eaf1df"/>
<circle cx="206" cy="178" r="12" fill="#fff" opacity=".8"/><circle cx="226" cy="160" r="7" fill="#fff"
 opacity=".8"/><circle cx="184" cy="196" r="6" fill="#fff" opacity=".8"/>
""",
    ),
}
